package dev.selkie.loop;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One of many timers is armed anew. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimersBenchmark {
    @Param({"100", "10000"})
    private int armed;

    private final Timers timers = new Timers();
    private Timer[] all;
    private long now;
    private int next;

    @Setup
    public void arm() throws IOException {
        var loop = new EventLoop();
        var random = new Random(1);
        all = new Timer[armed];
        for (int i = 0; i < armed; i++) {
            all[i] = new Timer(loop, () -> {});
            timers.arm(all[i], random.nextInt(1_000_000));
        }
    }

    /** As after a message: later than all others. */
    @Benchmark
    public void postpone() {
        next = next + 1 == armed ? 0 : next + 1;
        timers.arm(all[next], 1_000_000 + now++);
    }

    @Benchmark
    public void cancelAndArm() {
        next = next + 1 == armed ? 0 : next + 1;
        timers.remove(all[next]);
        timers.arm(all[next], 1_000_000 + now++);
    }
}
