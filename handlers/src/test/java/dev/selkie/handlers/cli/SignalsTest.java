package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
    private final Signals signals = new Signals(stops::incrementAndGet, halts::add);

    @Test
    void shouldAskForAnOrderlyEndAtTheFirstSignal() {
        signals.received("TERM", 15);

        assertThat(stops).hasValue(1);
        assertThat(halts).isEmpty();
        assertThat(signals.byWhich()).isEqualTo(" by SIGTERM");
        assertThat(signals.exitCode()).isEqualTo(143);
    }

    @Test
    void shouldEndAtOnceAtTheSecondSignalWhicheverItIs() {
        signals.received("TERM", 15);
        signals.received("INT", 2);

        assertThat(stops).hasValue(1);
        assertThat(halts).containsExactly(130);
        assertThat(signals.exitCode()).isEqualTo(143);
    }

    @Test
    void shouldBeSilentAboutASignalItDoesNotKnow() {
        assertThat(signals.byWhich()).isEmpty();
        assertThat(signals.exitCode()).isZero();
    }

    @Test
    void shouldHoldTheShutdownHookUntilTheEndIsOver() throws Exception {
        var stopped = new CountDownLatch(1);
        var hooked = new Signals(stopped::countDown, halts::add);
        var hook = CompletableFuture.runAsync(() -> hooked.stopAndWait(Duration.ofMinutes(1)));
        assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(hook).isNotDone();

        hooked.close();

        hook.get(5, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("O6: the shutdown hook does not wait for ever")
    void shouldNotHoldTheShutdownHookForEver() {
        signals.stopAndWait(Duration.ofMillis(1));

        assertThat(stops).hasValue(1);
    }

    @Test
    void shouldNotStopInTheShutdownHookWhatHasStoppedAlready() {
        signals.close();

        signals.stopAndWait(Duration.ofMinutes(1));

        assertThat(stops).hasValue(0);
    }
}
