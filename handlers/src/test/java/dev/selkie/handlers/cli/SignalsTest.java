package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SignalsTest {
    private final AtomicInteger stops = new AtomicInteger();
    private final List<Integer> halts = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final Signals signals = signals(Duration.ofMinutes(1));

    private Signals signals(Duration longestStop) {
        return new Signals(stops::incrementAndGet, halts::add, longestStop, complaints::add);
    }

    /** On a thread of its own, which waits for the end. */
    private CompletableFuture<Void> receive(String name, int number) {
        var received = CompletableFuture.runAsync(() -> signals.received(name, number));
        await().until(() -> stops.get() > 0);
        return received;
    }

    @Test
    void shouldAskForAnOrderlyEndAtTheFirstSignal() throws Exception {
        CompletableFuture<Void> first = receive("TERM", 15);
        signals.close();
        first.get();

        assertThat(stops).hasValue(1);
        assertThat(halts).isEmpty();
        assertThat(complaints).isEmpty();
        assertThat(signals.byWhich()).isEqualTo(" by SIGTERM");
        assertThat(signals.exitCode()).isEqualTo(143);
    }

    @Test
    @DisplayName("O4: a second signal ends the process at once")
    void shouldEndAtOnceAtTheSecondSignalWhicheverItIs() throws Exception {
        CompletableFuture<Void> first = receive("TERM", 15);
        signals.received("INT", 2);

        assertThat(stops).hasValue(1);
        assertThat(halts).containsExactly(130);
        assertThat(signals.exitCode()).isEqualTo(143);
        signals.close();
        first.get();
    }

    @Test
    @DisplayName("O6: an end that does not come in time is given up, and it says so")
    void shouldEndWhenTheOrderlyEndDoesNotComeInTime() {
        signals(Duration.ofMillis(1)).received("TERM", 15);

        assertThat(stops).hasValue(1);
        assertThat(halts).containsExactly(143);
        assertThat(complaints).hasSize(1);
        assertThat(complaints.get(0)).contains("not stopped by SIGTERM within 0 s");
    }

    @Test
    void shouldBeSilentAboutASignalItDoesNotKnow() {
        assertThat(signals.byWhich()).isEmpty();
        assertThat(signals.exitCode()).isZero();
    }

    @Test
    void shouldHoldTheShutdownHookUntilTheEndIsOver() throws Exception {
        var stopped = new CountDownLatch(1);
        var hooked = new Signals(stopped::countDown, halts::add, Duration.ofMinutes(1), complaints::add);
        var hook = CompletableFuture.runAsync(hooked::stopAndWait);
        assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(hook).isNotDone();

        hooked.close();

        hook.get(5, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("O6: the shutdown hook does not wait for ever")
    void shouldNotHoldTheShutdownHookForEver() {
        assertThat(signals(Duration.ofMillis(1)).stopAndWait()).isFalse();

        assertThat(stops).hasValue(1);
    }

    @Test
    void shouldNotStopInTheShutdownHookWhatHasStoppedAlready() {
        signals.close();

        assertThat(signals.stopAndWait()).isTrue();

        assertThat(stops).hasValue(0);
    }
}
