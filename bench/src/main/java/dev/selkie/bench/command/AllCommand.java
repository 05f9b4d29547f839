package dev.selkie.bench.command;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code selkie-bench all}. */
@Command(name = "all", description = "All the others, with their usual situations.")
final class AllCommand extends Benchmark {
    @Override
    boolean isWhole() {
        return true;
    }

    @Override
    void measure(Session session) throws IOException {
        for (Benchmark benchmark : List.of(
                new EchoCommand(),
                new LatencyCommand(),
                new FilesCommand(),
                new HttpCommand(),
                new UdpCommand(),
                new ConnectCommand(),
                new IdleCommand(),
                new StartupCommand(),
                new AllocCommand())) {
            benchmark.measure(session);
        }
    }
}
