package dev.selkie.handlers.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What SIGINT, SIGTERM and SIGHUP (the terminal was closed; {@code nohup} has it ignored) do: the first asks for an orderly
 * end, the second ends the process at once, and so does the first when the end does not come in time.
 *
 * <p>Where the JDK has no {@code sun.misc.Signal}, or was told to leave signals alone, a shutdown hook asks for the
 * orderly end instead; a second signal has no effect then, because the JVM ignores it.
 */
final class Signals implements AutoCloseable {
    /** How shells count a process that a signal has ended. */
    private static final int SIGNAL_EXIT_CODE = 128;

    private record Signal(String name, int number) {}

    private final Runnable stop;
    private final IntConsumer halt;
    private final Duration longestStop;
    private final Consumer<String> complain;
    private final AtomicReference<@Nullable Signal> first = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * For tests.
     *
     * @param stop begins the orderly end and does not wait for it; called on another thread
     * @param halt ends the process with an exit code, without shutdown hooks
     * @param longestStop how long the orderly end is waited for, which is {@link #close}
     * @param complain is told when that was in vain
     */
    Signals(Runnable stop, IntConsumer halt, Duration longestStop, Consumer<String> complain) {
        this.stop = stop;
        this.halt = halt;
        this.longestStop = longestStop;
        this.complain = complain;
    }

    /**
     * From here on signals have their effect.
     *
     * @param stop begins the orderly end and does not wait for it; called on another thread
     * @param atOnce called before the process ends at once, on another thread
     * @param longestStop how long the orderly end, which is {@link #close}, is waited for
     * @param complain is told when that was in vain
     */
    static Signals install(Runnable stop, Runnable atOnce, Duration longestStop, Consumer<String> complain) {
        IntConsumer halt = exitCode -> {
            atOnce.run();
            Runtime.getRuntime().halt(exitCode);
        };
        var signals = new Signals(stop, halt, longestStop, complain);
        if (!SignalHandlers.install(signals::received, "INT", "TERM", "HUP")) {
            Runtime.getRuntime().addShutdownHook(new Thread(signals::stopAndWait, "selkie-stop"));
        }
        return signals;
    }

    /** Nothing is printed before the halt of the second: standard error may be what the process hangs on. */
    void received(String name, int number) {
        boolean inTime = false;
        if (first.compareAndSet(null, new Signal(name, number))) {
            inTime = stopAndWait();
            if (!inTime) {
                complain.accept("not stopped" + byWhich() + " within " + longestStop.toSeconds()
                        + " s, because something blocks the event loop: ended without the rest");
            }
        }
        if (!inTime) {
            halt.accept(SIGNAL_EXIT_CODE + number);
        }
    }

    /**
     * The JVM ends when its hooks have returned, with the signal's exit code. Waits for the latch and not for the main
     * thread: that one calls {@link System#exit}, which waits for the hooks.
     *
     * @return whether it was over in time
     */
    boolean stopAndWait() {
        if (over.getCount() > 0) {
            stop.run();
        }
        try {
            return over.await(longestStop.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException now) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** For a message: " by SIGTERM", or nothing where that is not known. */
    String byWhich() {
        Signal signal = first.get();
        return signal == null ? "" : " by SIG" + signal.name();
    }

    /** The exit code of a process that ended in an orderly way after a signal. */
    int exitCode() {
        Signal signal = first.get();
        return signal == null ? 0 : SIGNAL_EXIT_CODE + signal.number();
    }

    /** The orderly end is over; a hook that waits for it returns. */
    @Override
    public void close() {
        over.countDown();
    }
}
