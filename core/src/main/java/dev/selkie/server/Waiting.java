package dev.selkie.server;

/** Waiting of threads that are not the loop's. */
final class Waiting {
    interface Wait {
        void await() throws InterruptedException;
    }

    private Waiting() {}

    /** Waits to the end, and keeps an interrupt for the caller. */
    static void uninterruptibly(Wait wait) {
        boolean interrupted = false;
        while (true) {
            try {
                wait.await();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
