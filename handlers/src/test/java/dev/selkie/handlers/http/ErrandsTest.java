package dev.selkie.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ErrandsTest {
    private final Errands errands = new Errands(2, 3);
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();

    @Test
    void shouldTakeNoMoreThreadsThanItMayAndRefuseWhatIsTooMuch() {
        for (String task : List.of("a", "b", "c")) {
            assertThat(errands.offer(threads::add, () -> done.add(task), 0)).isTrue();
        }
        assertThat(errands.offer(threads::add, () -> done.add("d"), 0)).isFalse();
        assertThat(threads).hasSize(2);

        threads.remove().run();
        assertThat(done).containsExactly("c", "a", "b"); // the youngest, the one that has waited longest, the oldest
        threads.remove().run();
        assertThat(errands.offer(threads::add, () -> done.add("e"), 0)).isTrue();
        assertThat(threads).hasSize(1);
        threads.remove().run();
        assertThat(done).containsExactly("c", "a", "b", "e");
    }

    @Test
    void shouldRefuseWhatNoThreadCanBeHadFor() {
        assertThat(errands.offer(
                        task -> {
                            throw new RejectedExecutionException();
                        },
                        () -> done.add("a"),
                        0))
                .isFalse();
        assertThat(errands.offer(Runnable::run, () -> done.add("b"), 0)).isTrue();
        assertThat(done).containsExactly("b");
    }

    @Test
    void shouldLeaveToOthersWhatNoFurtherThreadCanBeHadFor() {
        assertThat(errands.offer(threads::add, () -> done.add("a"), 0)).isTrue();
        assertThat(errands.offer(
                        task -> {
                            throw new RejectedExecutionException();
                        },
                        () -> done.add("b"),
                        0))
                .isTrue();
        threads.remove().run();
        assertThat(done).containsExactly("b", "a");
    }

    @Test
    void shouldServeTheOldestAndTheYoungestConnectionBeforeTheCrowdInBetween() {
        var many = new Errands(1, 100);
        for (int i = 10; i < 60; i++) {
            String task = "crowd " + i;
            many.offer(threads::add, () -> done.add(task), i);
        }
        many.offer(threads::add, () -> done.add("oldest"), 1);
        many.offer(threads::add, () -> done.add("youngest"), 100);
        threads.remove().run();
        assertThat(done.subList(0, 3)).containsExactlyInAnyOrder("oldest", "youngest", "crowd 10");
    }
}
