package dev.selkie.handlers.cli;

import dev.selkie.connection.Counters;
import dev.selkie.loop.EventLoop;
import dev.selkie.loop.Timer;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on standard error that shows how far a file is. On the loop's thread; the library draws on one of its own. */
final class SendProgress {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** To ask the terminal how wide it is takes native code. */
    private static final int WIDTH = 79;

    private final Counters counters;
    private final long length;
    private final Timer timer;
    private @Nullable ProgressBar bar;

    SendProgress(EventLoop loop, Counters counters, long length) {
        this.counters = counters;
        this.length = length;
        this.timer = loop.timer(this::step);
    }

    void begin() {
        bar = new ProgressBarBuilder()
                .setInitialMax(length)
                .setUnit(" MiB", 1024 * 1024)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) INTERVAL.toMillis())
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build();
        step();
    }

    private void step() {
        if (bar != null) {
            bar.stepTo(counters.sentBytes());
            timer.armAfter(INTERVAL);
        }
    }

    /** Draws it a last time, and ends its line. */
    void end() {
        timer.cancel();
        if (bar != null) {
            bar.stepTo(counters.sentBytes());
            bar.close();
            bar = null;
        }
    }
}
