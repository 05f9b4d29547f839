package dev.selkie.transfer;

/**
 * A file that the loop and a helper on another thread share. The loop may be done with it while the helper is at work; then
 * the helper lets go of it, since the loop must wait for no disk.
 */
abstract class SharedFile {
    private boolean inUse;
    private boolean closed;
    private boolean gone;

    /** Called before a helper sets to work: until it leaves, nobody lets go of the file. */
    final synchronized void enter() {
        inUse = true;
    }

    /** The helper's work is done, or could not begin. */
    final void leave() {
        letGoIfUnused(false);
    }

    /** Nobody needs it any more. Idempotent. */
    final void close() {
        letGoIfUnused(true);
    }

    private void letGoIfUnused(boolean byLoop) {
        boolean last;
        synchronized (this) {
            closed |= byLoop;
            inUse &= byLoop;
            last = closed && !inUse && !gone;
            gone |= last;
        }
        if (last) {
            letGo();
        }
    }

    /** Called once, by the last who had it; on the loop's thread or a helper's. Must not throw. */
    abstract void letGo();
}
