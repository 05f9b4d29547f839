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
            assertThat(errands.offer(threads::add, () -> done.add(task))).isTrue();
        }
        assertThat(errands.offer(threads::add, () -> done.add("d"))).isFalse();
        assertThat(threads).hasSize(2);

        threads.remove().run();
        assertThat(done).containsExactly("a", "b", "c");
        threads.remove().run();
        assertThat(errands.offer(threads::add, () -> done.add("e"))).isTrue();
        assertThat(threads).hasSize(1);
        threads.remove().run();
        assertThat(done).containsExactly("a", "b", "c", "e");
    }

    @Test
    void shouldRefuseWhatNoThreadCanBeHadFor() {
        assertThat(errands.offer(
                        task -> {
                            throw new RejectedExecutionException();
                        },
                        () -> done.add("a")))
                .isFalse();
        assertThat(errands.offer(Runnable::run, () -> done.add("b"))).isTrue();
        assertThat(done).containsExactly("b");
    }

    @Test
    void shouldLeaveToOthersWhatNoFurtherThreadCanBeHadFor() {
        assertThat(errands.offer(threads::add, () -> done.add("a"))).isTrue();
        assertThat(errands.offer(
                        task -> {
                            throw new RejectedExecutionException();
                        },
                        () -> done.add("b")))
                .isTrue();
        threads.remove().run();
        assertThat(done).containsExactly("a", "b");
    }
}
