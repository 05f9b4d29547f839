package dev.selkie.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selkie.bench.peer.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MachineTest {
    @TempDir
    private Path tree;

    private Path jar = Path.of("");
    private Path page = Path.of("");
    private Path source = Path.of("");

    @BeforeEach
    void commit() throws Exception {
        assumeTrue(Programs.find("git").isPresent());
        jar = Files.createDirectories(tree.resolve("bench/target"));
        page = Files.writeString(tree.resolve("bench/RESULTS.md"), "old");
        source = Files.writeString(tree.resolve("Source.java"), "old");
        Files.createDirectory(tree.resolve("bench/results"));
        Files.writeString(tree.resolve("bench/results/echo.png"), "old");
        git("init", "--quiet");
        git("add", ".");
        git(
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.org",
                "-c",
                "commit.gpgsign=false",
                "-c",
                "core.hooksPath=/dev/null",
                "commit",
                "--quiet",
                "--message=first");
    }

    @Test
    void shouldNameTheCommitWhateverIsWrittenBesideIt() throws Exception {
        String commit = Machine.commit(jar);
        assertThat(commit).matches("[0-9a-f]{12}");

        Files.writeString(page, "new");
        Files.writeString(tree.resolve("bench/results/echo.png"), "new");

        assertThat(Machine.commit(jar)).isEqualTo(commit);
    }

    @Test
    void shouldSayWhenTheSourcesAreOthers() throws Exception {
        Files.writeString(source, "new");

        assertThat(Machine.commit(jar)).endsWith("-dirty");
    }

    @Test
    void shouldTellWhatAFigureDependsOn() {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");

        Map<String, String> facts = Machine.facts(java, jar, true);

        assertThat(facts.get("peers")).contains("Netty 4.", "MINA 2.", "Jetty 12.");
        assertThat(facts.get("JDK of the servers")).contains(System.getProperty("java.specification.version"));
        assertThat(facts.get("processor")).contains("servers are bound to one");
        assertThat(facts).containsKeys("date", "commit", "system", "congestion control");
    }

    private void git(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", tree.toString()));
        command.addAll(List.of(words));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
