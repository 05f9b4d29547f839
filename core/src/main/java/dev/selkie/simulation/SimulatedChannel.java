package dev.selkie.simulation;

/** What the selector asks a channel. */
interface SimulatedChannel {
    /** For which of these it is ready. */
    int readyOps(int interestOps);

    /** Its key is gone, or it never had one: the descriptor of a closed channel is freed. */
    void kill();
}
