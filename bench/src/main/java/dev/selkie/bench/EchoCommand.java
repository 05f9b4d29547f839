package dev.selkie.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code selkie-bench echo HOST PORT}. */
@Command(
        name = "echo",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Sends messages over many connections to an echo server and compares every byte that comes back.",
            "On each connection a message is sent when the one before has come back."
        })
final class EchoCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "HOST",
            showDefaultValue = Visibility.NEVER,
            description = "Where the server listens.")
    private String host = "";

    @Parameters(index = "1", paramLabel = "PORT", showDefaultValue = Visibility.NEVER, description = "Its port.")
    private int port;

    @Option(names = "--connections", paramLabel = "COUNT", description = "Connections at once.")
    private int connections = 100;

    @Option(names = "--messages", paramLabel = "COUNT", description = "Messages on each connection.")
    private int messages = 1000;

    @Option(names = "--size", paramLabel = "BYTES", description = "Bytes of a message.")
    private int bytes = 100;

    @Option(names = "--time-limit", paramLabel = "SECONDS", description = "Give up after so long.")
    private int timeLimitSeconds = 60;

    @Option(names = "--pid", paramLabel = "PID", description = "The server's process, to tell what a message costs it.")
    private @Nullable Long pid;

    @Option(names = "--remote", description = "Allow a server that is not on this machine.")
    private boolean remote;

    @Override
    public Integer call() throws IOException {
        if (port < 1 || port > 65_535) {
            throw wrong("a port is between 1 and 65535, but was " + port);
        }
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw wrong("unknown host " + host);
        }
        if (!address.getAddress().isLoopbackAddress() && !remote) {
            throw wrong(host + " is not this machine; --remote allows that");
        }
        if (Math.min(Math.min(connections, messages), Math.min(bytes, timeLimitSeconds)) < 1) {
            throw wrong("all numbers are at least 1");
        }
        Duration cpuBefore = serverCpu();
        EchoLoad.Result result =
                new EchoLoad(address, connections, messages, bytes, Duration.ofSeconds(timeLimitSeconds)).run();
        print(result, serverCpu().minus(cpuBefore));
        return ExitCode.OK;
    }

    private Duration serverCpu() {
        return pid == null
                ? Duration.ZERO
                : ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow(() -> wrong("no processor time is known of process " + pid));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    private void print(EchoLoad.Result result, Duration cpu) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        double seconds = result.time().toNanos() / 1e9;
        out.printf(Locale.ROOT, "connections %d, bytes a message %d%n", connections, bytes);
        out.printf(Locale.ROOT, "messages    %d%n", result.messages());
        out.printf(Locale.ROOT, "seconds     %.3f%n", seconds);
        out.printf(Locale.ROOT, "messages/s  %.0f%n", result.messages() / seconds);
        Histogram nanos = result.latencyNanos();
        out.printf(
                Locale.ROOT,
                "latency us  p50 %.1f, p99 %.1f, p99.9 %.1f, longest %.1f%n",
                nanos.getValueAtPercentile(50) / 1e3,
                nanos.getValueAtPercentile(99) / 1e3,
                nanos.getValueAtPercentile(99.9) / 1e3,
                nanos.getMaxValue() / 1e3);
        if (pid != null) {
            out.printf(Locale.ROOT, "server CPU  %.2f us a message%n", cpu.toNanos() / 1e3 / result.messages());
        }
        out.flush();
    }
}
