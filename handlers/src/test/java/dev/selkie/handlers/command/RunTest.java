package dev.selkie.handlers.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handlers.command.Outcome.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RunTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final CommandRunner runner = new CommandRunner(2);

    @AfterEach
    void stop() throws InterruptedException {
        runner.close(Duration.ofSeconds(5));
        executor.shutdown();
        assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private Run begin(String text, Duration time, int outputBytes, CompletableFuture<Outcome> outcome) {
        var limits = new CommandLimits(time, outputBytes, 2, folder);
        var run = new Run(new ShellCommands().find(text), false, limits, executor, outcome::complete);
        runner.submit(run);
        return run;
    }

    private Outcome run(String text, Duration time, int outputBytes) throws Exception {
        var outcome = new CompletableFuture<Outcome>();
        begin(text, time, outputBytes, outcome);
        return outcome.get(20, TimeUnit.SECONDS);
    }

    private Outcome run(String text) throws Exception {
        return run(text, LONG, 1000);
    }

    private static String output(Outcome outcome) {
        return UTF_8.decode(outcome.output().duplicate()).toString();
    }

    private Path pids() {
        return folder.resolve("pids");
    }

    @Test
    @DisplayName("C13: an exit code")
    void shouldTellOutputAndExitCodeAndDropErrors() throws Exception {
        Outcome outcome = run("echo 你好; echo oops >&2; exit 7");

        assertThat(output(outcome)).isEqualTo("你好\n");
        assertThat(outcome.describe()).isEqualTo("exit 7");
    }

    @Test
    @DisplayName("C13: an end by a signal")
    void shouldCountASignalAsShellsDo() throws Exception {
        assertThat(run("kill -KILL $$").describe()).isEqualTo("exit 137");
    }

    @Test
    @DisplayName("C4, C12: nothing to read, nothing to see")
    void shouldRunInItsDirectoryWithNothingToReadAndAShortEnvironment() throws Exception {
        assertThat(output(run("pwd -P; echo $HOME"))).isEqualTo((folder.toRealPath() + "\n").repeat(2));
        assertThat(run("cat").describe()).isEqualTo("exit 0");
        assertThat(output(run("env | cut -d= -f1 | grep -v '^_$'")).lines())
                .isSubsetOf("PATH", "HOME", "PWD", "OLDPWD", "SHLVL", "LANG", "LC_ALL", "TZ")
                .contains("PATH", "HOME");
    }

    @Test
    @DisplayName("C6: the whole tree is killed")
    void shouldKillAllItHasStartedWhenItsTimeIsOver() throws Exception {
        Outcome outcome =
                run("sleep 60 & echo $! >> pids; echo $$ >> pids; echo early; sleep 60", Duration.ofMillis(500), 1000);

        assertThat(outcome.status()).isEqualTo(Status.TIMED_OUT);
        assertThat(output(outcome)).isEqualTo("early\n");
        assertThat(Files.readAllLines(pids())).hasSize(2);
        Pids.awaitGone(pids());
    }

    @Test
    @DisplayName("C8: a grandchild holds the output open")
    void shouldNotWaitForWhatIsLeftInTheBackgroundAndKillIt() throws Exception {
        Outcome outcome = run("sleep 60 & echo $! >> pids; sleep 60 >/dev/null & echo $! >> pids; echo done");

        assertThat(output(outcome)).isEqualTo("done\n");
        assertThat(outcome.describe()).isEqualTo("exit 0");
        Pids.awaitGone(pids());
    }

    @Test
    @DisplayName("C5: output without end")
    void shouldKillWhatWritesTooMuchAndTellItsBeginning() throws Exception {
        Outcome outcome = run("echo $$ >> pids; yes", LONG, 10_000);

        assertThat(outcome.status()).isEqualTo(Status.TOO_MUCH_OUTPUT);
        assertThat(output(outcome)).isEqualTo("y\n".repeat(5000));
        Pids.awaitGone(pids());
    }

    @Test
    void shouldAcceptJustAsMuchAsIsAllowed() throws Exception {
        assertThat(run("yes | head -c 1000", LONG, 1000).describe()).isEqualTo("exit 0");
        assertThat(run("yes | head -c 1001", LONG, 1000).status()).isEqualTo(Status.TOO_MUCH_OUTPUT);
    }

    @Test
    void shouldKillWhatDescendsFromItWhereThereIsNoSetsid() throws Exception {
        ProcessTree tree = ProcessTree.start(
                new ShellCommands().find("sleep 60 & echo $! >> pids; echo $$ >> pids; sleep 60"), folder, false, null);
        Pids.awaitLines(pids(), 2);

        tree.kill();

        Pids.awaitGone(pids());
    }

    @Test
    @DisplayName("C6: also who has left the group")
    void shouldKillWhoHasLeftTheGroupWhileItsParentLives() throws Exception {
        var outcome = new CompletableFuture<Outcome>();
        Run run = begin("setsid sh -c 'echo $$ >> pids; sleep 60'; true", LONG, 1000, outcome);
        Pids.awaitLines(pids(), 1);

        runner.cancel(run);

        Pids.awaitGone(pids());
        assertThat(outcome.get(10, TimeUnit.SECONDS).exitCode()).isNotZero();
    }

    @Test
    @DisplayName("C13: a command that cannot be started")
    void shouldFailWhereItCannotBeStarted() throws Exception {
        var outcome = new CompletableFuture<Outcome>();
        var limits = new CommandLimits(LONG, 1000, 2, folder.resolve("none"));
        runner.submit(new Run(new ShellCommands().find("true"), false, limits, executor, outcome::complete));

        assertThat(outcome.get(10, TimeUnit.SECONDS).describe()).isEqualTo("failed: it cannot be started");
    }

    @Test
    @DisplayName("C10: so many at once")
    void shouldRunSoManyAtOnceInOrderAndNeverStartWhatWasCancelledMeanwhile() throws Exception {
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            outcomes.add(new CompletableFuture<>());
            runs.add(begin(
                    "echo " + i + " >> begun; while [ ! -e go ]; do sleep 0.02; done", LONG, 1000, outcomes.get(i)));
        }
        Path begun = folder.resolve("begun");
        Pids.awaitLines(begun, 2);
        runner.cancel(runs.get(2));
        Files.createFile(folder.resolve("go"));

        outcomes.get(4).get(10, TimeUnit.SECONDS);
        outcomes.get(3).get(10, TimeUnit.SECONDS);
        assertThat(Files.readAllLines(begun)).containsExactlyInAnyOrder("0", "1", "3", "4");
        assertThat(outcomes.get(2)).isNotDone();
    }

    @Test
    @DisplayName("C9: nothing is left at the end")
    void shouldKillWhatRunsAndStartNothingMoreWhenItCloses() throws Exception {
        for (int i = 0; i < 3; i++) {
            begin("echo $$ >> pids; sleep 60", LONG, 1000, new CompletableFuture<>());
        }
        Pids.awaitLines(pids(), 2);

        runner.close(Duration.ofSeconds(10));

        List<String> killed = Files.readAllLines(pids());
        assertThat(killed).hasSize(2).noneMatch(pid -> Pids.isAlive(Long.parseLong(pid)));
    }

    @Test
    @DisplayName("C11: a process is started on a thread of its own, if there is one")
    void shouldTellWhenThereIsNoThread() throws IOException {
        var outcome = new CompletableFuture<Outcome>();
        var limits = new CommandLimits(LONG, 1000, 2, folder);
        runner.submit(new Run(
                new ShellCommands().find("true"),
                false,
                limits,
                task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                outcome::complete));

        assertThat(outcome).isCompleted();
        assertThat(outcome.join().describe()).isEqualTo("failed: the server is out of threads");
    }

    /** Has so many threads, and then none. */
    private Executor threads(int count) {
        var left = new AtomicInteger(count);
        return task -> {
            if (left.getAndDecrement() <= 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            executor.execute(task);
        };
    }

    private Run begin(String text, Executor threads, CompletableFuture<Outcome> outcome) {
        var limits = new CommandLimits(LONG, 1000, 2, folder);
        var run = new Run(new ShellCommands().find(text), false, limits, threads, outcome::complete);
        runner.submit(run);
        return run;
    }

    @Test
    void shouldTellWhenThereIsNoThreadToReadWhatItWrites() throws Exception {
        var outcome = new CompletableFuture<Outcome>();
        begin("sleep 60", threads(1), outcome);

        assertThat(outcome.get(10, TimeUnit.SECONDS).describe()).isEqualTo("failed: the server is out of threads");
    }

    @Test
    void shouldKillWhatRunsAlsoWhenThereIsNoThreadForThat() throws Exception {
        var outcome = new CompletableFuture<Outcome>();
        Run run = begin("sleep 60 & echo $! >> pids; echo $$ >> pids; sleep 60", threads(2), outcome);
        Pids.awaitLines(pids(), 2);

        runner.cancel(run);

        Pids.awaitGone(pids());
        assertThat(outcome.get(10, TimeUnit.SECONDS).exitCode()).isNotZero();
    }
}
