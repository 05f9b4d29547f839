package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ErrandsTest {
    private final Errands errands = new Errands(2, 3);
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final Executor executor = errands.by(threads::add, 0);
    private final Executor exhausted = errands.by(
            task -> {
                throw new RejectedExecutionException("no thread");
            },
            0);

    @Test
    void shouldTakeNoMoreThreadsThanItMayAndRefuseWhatIsTooMuch() {
        for (String task : List.of("a", "b", "c")) {
            executor.execute(() -> done.add(task));
        }
        assertThatThrownBy(() -> executor.execute(() -> done.add("d")))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("as many as may wait do already: 3");
        assertThat(threads).hasSize(2);

        threads.remove().run();
        assertThat(done).containsExactly("c", "a", "b"); // the youngest, the one that has waited longest, the oldest
        threads.remove().run();
        executor.execute(() -> done.add("e"));
        assertThat(threads).hasSize(1);
        threads.remove().run();
        assertThat(done).containsExactly("c", "a", "b", "e");
    }

    @Test
    void shouldRefuseWhatNoThreadCanBeHadFor() {
        assertThatThrownBy(() -> exhausted.execute(() -> done.add("a"))).hasMessage("no thread");

        errands.by(Runnable::run, 0).execute(() -> done.add("b"));
        assertThat(done).containsExactly("b");
    }

    @Test
    void shouldLeaveToOthersWhatNoFurtherThreadCanBeHadFor() {
        executor.execute(() -> done.add("a"));
        exhausted.execute(() -> done.add("b"));

        threads.remove().run();
        assertThat(done).containsExactly("b", "a");
    }

    @Test
    void shouldNotLeaveATaskToARunnerForWhichNoThreadCanBeHadEither() {
        Executor whileAnotherLoopAsks = errands.by(
                task -> {
                    assertThatThrownBy(() -> exhausted.execute(() -> done.add("a")))
                            .hasMessage("no thread");
                    throw new RejectedExecutionException("no thread for this one either");
                },
                0);
        assertThatThrownBy(() -> whileAnotherLoopAsks.execute(() -> done.add("b")))
                .hasMessage("no thread for this one either");

        executor.execute(() -> done.add("c"));
        threads.remove().run();
        assertThat(done).containsExactly("c");
    }

    @Test
    void shouldRunWhatComesWhileNoThreadIsFoundForTheOnlyRunner() {
        var one = new Errands(1, 3);
        Executor whileAnotherLoopAsks = one.by(
                task -> {
                    one.by(threads::add, 0).execute(() -> done.add("a"));
                    throw new RejectedExecutionException("no thread");
                },
                0);
        whileAnotherLoopAsks.execute(() -> done.add("b"));

        threads.remove().run();
        assertThat(done).containsExactlyInAnyOrder("a", "b");
        assertThat(threads).isEmpty();
    }

    @Test
    void shouldSendARunnerAwayWhereMoreWereStartedAtOnceThanItMayHave() {
        var one = new Errands(1, 3);
        Executor other = one.by(threads::add, 0);
        Executor whileAnotherLoopAsks = one.by(
                task -> {
                    other.execute(() -> done.add("a"));
                    threads.add(task);
                },
                0);
        whileAnotherLoopAsks.execute(() -> done.add("b"));
        assertThat(threads).hasSize(2);

        threads.remove().run();
        assertThat(done).isEmpty();
        threads.remove().run();
        assertThat(done).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void shouldGoOnWithTheOthersAfterATaskThatThrows() {
        for (int i = 0; i < 2; i++) {
            executor.execute(() -> {
                throw new AssertionError("as where memory is short even for telling of it");
            });
            executor.execute(() -> done.add("a"));
            threads.forEach(Runnable::run);
            threads.clear();
        }

        assertThat(done).containsExactly("a", "a");
        executor.execute(() -> done.add("b"));
        assertThat(threads).hasSize(1);
    }

    @Test
    void shouldServeTheOldestAndTheYoungestConnectionBeforeTheCrowdInBetween() {
        var many = new Errands(1, 100);
        for (int i = 10; i < 60; i++) {
            String task = "crowd " + i;
            many.by(threads::add, i).execute(() -> done.add(task));
        }
        many.by(threads::add, 1).execute(() -> done.add("oldest"));
        many.by(threads::add, 100).execute(() -> done.add("youngest"));

        threads.remove().run();
        assertThat(done.subList(0, 3)).containsExactlyInAnyOrder("oldest", "youngest", "crowd 10");
    }
}
