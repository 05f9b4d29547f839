package dev.selkie.bench.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selkie.bench.peer.Programs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few messages each; what they cost does not matter here. */
@Timeout(120)
class CommandsTest {
    private static final List<String> SHORT = List.of("--rounds=1", "--seconds=0.05", "--warm-up=0.05", "--no-pin");

    @TempDir
    private Path results;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "echo, --connections=4, µs CPU a message",
        "latency, --rate=1000, p50 µs",
        "udp, --sockets=4, µs CPU a datagram",
        "connect, --clients=4, µs CPU a connection",
        "files, --mib=1, s CPU a GiB",
        "alloc, --size=16, bytes a message",
        "idle, --connections=20, bytes of live heap"
    })
    void shouldMeasureSelkie(String command, String option, String unit) {
        assertThat(run(command, option, "--peers=selkie", "--quick")).isZero();

        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).contains(unit).containsPattern("\\R  selkie +-?[\\d,.]+ ");
        assertThat(results.resolve("RESULTS.md")).content().contains("| selkie |");
    }

    @Test
    void shouldMeasureTheFloorWhereThereIsACompiler() {
        assumeTrue(Programs.find("cc").isPresent() && Files.exists(Path.of("/proc/self/schedstat")));

        assertThat(run("echo", "--connections=4", "--peers=c,selkie")).isZero();

        assertThat(out.toString()).contains("× c").containsPattern("\\R  c +[\\d.]+ ");
    }

    @Test
    void shouldSayWhoIsMissingAndWhy() {
        assertThat(run("startup", "--peers=selkie.jar", "--selkie-jar=nowhere.jar"))
                .isZero();

        assertThat(out.toString()).contains("selkie.jar is not in it: no nowhere.jar");
    }

    @Test
    void shouldKnowNoOtherPeers() {
        assertThat(run("echo", "--peers=nobody")).isEqualTo(2);

        assertThat(err.toString()).contains("no peer is called 'nobody'", "netty-nio");
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(SHORT);
        all.add("--results=" + results);
        return Commands.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}
