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
    void shouldLetWhoHasMadeTooMuchWaitUntilItIsTaken() {
        handover.put(60);
        handover.put(40);
        var other = new CompletableFuture<Thread>();
        var put = CompletableFuture.runAsync(() -> {
            other.complete(Thread.currentThread());
            handover.put(41);
        });
        Awaitility.await().until(() -> other.join().getState() == Thread.State.TIMED_WAITING);
        assertThat(put).isNotDone();
        handover.taken(60);
        put.join();
    }

    @Test
    void shouldTakeOneThatIsLargerThanAllThereIs() {
        handover.put(1000);
        handover.taken(1000);
        handover.put(1000);
    }

    @Test
    void shouldNotWaitForALoopThatTakesNothing() {
        handover.put(100);
        handover.put(100);
    }
}
