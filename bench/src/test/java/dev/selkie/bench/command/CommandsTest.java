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
        "latency, --rate=1000, µs p50",
        "udp, --sockets=4, µs CPU a datagram",
        "connect, --clients=4, µs CPU a connection",
        "files, --mib=1, s CPU a GiB",
        "alloc, --size=16, bytes a message",
        "idle, --connections=20, bytes of live heap",
        "idle, --connections=20, × the cost without them"
    })
    void shouldMeasureSelkie(String command, String option, String unit) {
        assertThat(run(command, option, "--peers=selkie")).isZero();

        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).contains(unit).containsPattern("\\R  selkie +-?[\\d,.]+ ");
        assertThat(results.resolve("RESULTS.md"))
                .content()
                .contains("| **selkie** |", "selkie-bench.jar " + command + " ")
                .doesNotContain(results.toString(), System.getProperty("java.home"), System.getProperty("user.dir"));
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

    @Test
    void shouldMeasureWhoSpeaksHttp() {
        assertThat(run("http", "--connections=2", "--peers=netty-nio,jetty,microhttp"))
                .isZero();

        assertThat(out.toString())
                .contains("http: hello, 2 connections", "http: a file of 1 KiB", "http: hello, a connection each")
                .doesNotContain("is not in it", "logged");
    }

    @Test
    void shouldCompareLogsOfRequestsWhereThereIsNginx() {
        assumeTrue(Programs.find("nginx").isPresent());

        assertThat(run("http", "--connections=2", "--peers=nginx")).isZero();

        assertThat(out.toString())
                .containsPattern("logged\\R.*\\R  nginx +[\\d.]+ ")
                .doesNotContain("is not in it");
    }

    @ParameterizedTest
    @CsvSource({
        "--connections=0, --connections is to be more than 0",
        "--size=-1, --size is to be more than 0",
        "--rounds=0, --rounds is to be more than 0",
        "--seconds=0, --seconds is to be more than 0",
        "--seconds=x, 'x' is not a double",
        "--jdk=nowhere, no JDK in nowhere",
        "--results=/dev/null, cannot write to /dev/null",
        "--conections=3, Unknown option"
    })
    void shouldSayInOneLineWhatIsWrong(String option, String complaint) {
        assertThat(Commands.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute("echo", option))
                .isEqualTo(2);

        assertThat(err.toString())
                .startsWith("selkie-bench: ")
                .contains(complaint)
                .endsWith("; see 'selkie-bench echo --help'" + System.lineSeparator())
                .hasLineCount(1);
    }

    @Test
    void shouldSayThatNobodyAskedForDoesWhatIsMeasured() {
        assertThat(run("startup", "--peers=nginx")).isEqualTo(2);

        assertThat(err.toString())
                .startsWith("selkie-bench: nothing to measure: none of these peers takes part in startup");
        assertThat(results.resolve("RESULTS.md")).doesNotExist();
    }

    @Test
    void shouldTellTheCommandWithoutThisMachinesPaths() {
        assertThat(run("echo", "--connections=4,5", "--peers=selkie", "--jdk=" + System.getProperty("java.home")))
                .isZero();

        assertThat(results.resolve("RESULTS.md"))
                .content()
                .contains("selkie-bench.jar echo --connections 4,5 --peers selkie --jdk HOME --rounds 1");
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
