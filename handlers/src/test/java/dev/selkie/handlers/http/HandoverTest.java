package dev.selkie.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HandoverTest {
    private final Handover handover = new Handover(100);

    @Test
    void shouldLetWhoHasMadeTooMuchWaitWithTheNextUntilItIsTaken() {
        handover.put(60);
        handover.awaitRoom();
        handover.put(40);
        var other = new CompletableFuture<Thread>();
        var next = CompletableFuture.runAsync(() -> {
            other.complete(Thread.currentThread());
            handover.awaitRoom();
        });
        Awaitility.await().until(() -> other.join().getState() == Thread.State.TIMED_WAITING);
        assertThat(next).isNotDone();
        handover.taken(1);
        next.join();
    }

    @Test
    void shouldNotWaitForALoopThatTakesNothing() {
        handover.put(100);
        handover.awaitRoom();
    }
}
