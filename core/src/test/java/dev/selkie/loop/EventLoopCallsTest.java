package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is called between callbacks and turns, and what those on a loop share. */
class EventLoopCallsTest {
    private final ManualClock clock = new ManualClock();
    private final EventLoop loop = new EventLoop(SelectorProvider.provider(), clock, Runnable::run);
    private final List<String> calls = new ArrayList<>();

    EventLoopCallsTest() throws IOException {}

    @AfterEach
    void closeLoop() throws IOException {
        loop.close();
    }

    private void callAndDefer(String name) {
        loop.defer(() -> calls.add("deferred by " + name));
        calls.add(name);
    }

    @Test
    @DisplayName("L15 L16 a deferred call is made when the callback has returned, and before any other callback")
    void shouldMakeADeferredCallBetweenCallbacks() throws IOException {
        loop.schedule(Duration.ZERO, () -> callAndDefer("timer"));
        loop.execute(() -> callAndDefer("task"));
        loop.addTurnListener(() -> callAndDefer("listener"));
        loop.afterNextSelect(() -> callAndDefer("after select"));
        try (ReadyPipe pipe = ReadyPipe.ready(loop, key -> callAndDefer("ready"))) {
            assertThat(pipe.key.isValid()).isTrue();
            loop.runOnce();
        }
        assertThat(calls)
                .containsExactly(
                        "ready",
                        "deferred by ready",
                        "after select",
                        "deferred by after select",
                        "timer",
                        "deferred by timer",
                        "task",
                        "deferred by task",
                        "listener",
                        "deferred by listener");
    }

    @Test
    void shouldMakeTheDeferredCallsOfOneReadyChannelBeforeTheNextIsCalled() throws IOException {
        try (ReadyPipe first = ReadyPipe.ready(loop, key -> callAndDefer("ready"));
                ReadyPipe second = ReadyPipe.ready(loop, key -> callAndDefer("ready"))) {
            assertThat(first.key.isValid() && second.key.isValid()).isTrue();
            loop.runOnce();
        }
        assertThat(calls).containsExactly("ready", "deferred by ready", "ready", "deferred by ready");
    }

    @Test
    @DisplayName("L16 a deferred call that defers another is not on its stack")
    void shouldMakeDeferredCallsInOrderAndNotInsideOneAnother() throws IOException {
        loop.execute(() -> {
            loop.defer(() -> {
                calls.add("first begins");
                loop.defer(() -> calls.add("third"));
                calls.add("first ends");
            });
            loop.defer(() -> calls.add("second"));
        });
        loop.execute(() -> calls.add("next task"));
        loop.runOnce();
        assertThat(calls).containsExactly("first begins", "first ends", "second", "third", "next task");
    }

    @Test
    @DisplayName("L16 a million deferred calls, each by the one before, need no stack")
    void shouldNotOverflowByDeferredCalls() throws IOException {
        int[] left = {1_000_000};
        loop.execute(new Runnable() {
            @Override
            public void run() {
                if (--left[0] > 0) {
                    loop.defer(this);
                }
            }
        });
        loop.runOnce();
        assertThat(left[0]).isZero();
    }

    @Test
    void shouldMakeACallDeferredOutsideOfCallbacksBeforeItWaits() throws IOException {
        loop.defer(() -> {
            calls.add("deferred");
            loop.execute(() -> calls.add("task"));
        });
        loop.runOnce();
        assertThat(calls).containsExactly("deferred", "task");
    }

    @Test
    void shouldCallAfterTheNextSelectWithoutWaitingForIt() throws IOException {
        loop.afterNextSelect(() -> calls.add("after"));
        loop.schedule(Duration.ofDays(1), () -> {});
        loop.runOnce();
        assertThat(calls).containsExactly("after");
    }

    @Test
    void shouldCallAfterTheSelectOfTheNextTurnWhatAReadyHandlerAsksFor() throws IOException {
        ReadyHandler handler = key -> {
            calls.add("ready");
            key.interestOps(0);
            loop.afterNextSelect(() -> calls.add("after"));
        };
        try (ReadyPipe pipe = ReadyPipe.ready(loop, handler)) {
            assertThat(pipe.key.isValid()).isTrue();
            loop.runOnce();
            assertThat(calls).containsExactly("ready");
            loop.runOnce();
            assertThat(calls).containsExactly("ready", "after");
        }
    }

    @Test
    void shouldCallOnceATurnWhatAsksAgainForTheNextSelect() throws IOException {
        loop.afterNextSelect(new Runnable() {
            @Override
            public void run() {
                calls.add("again");
                loop.afterNextSelect(this);
            }
        });
        loop.runOnce();
        loop.runOnce();
        loop.runOnce();
        assertThat(calls).hasSize(3);
    }

    @Test
    void shouldCallListenersAtTheEndOfEveryTurnUntilTheyAreRemoved() throws IOException {
        Runnable first = () -> calls.add("first");
        Runnable second = () -> calls.add("second");
        loop.addTurnListener(first);
        loop.addTurnListener(second);
        loop.execute(() -> calls.add("task"));
        loop.runOnce();
        loop.removeTurnListener(first);
        loop.removeTurnListener(() -> {});
        loop.runOnce(Duration.ZERO);
        assertThat(calls).containsExactly("task", "first", "second", "second");
    }

    @Test
    void shouldLetListenersAddAndRemoveListeners() throws IOException {
        loop.addTurnListener(new Runnable() {
            @Override
            public void run() {
                calls.add("once");
                loop.removeTurnListener(this);
                loop.addTurnListener(() -> calls.add("added"));
            }
        });
        loop.runOnce(Duration.ZERO);
        loop.runOnce(Duration.ZERO);
        assertThat(calls).containsExactly("once", "added");
    }

    @Test
    void shouldHoldOneSharedObjectOfAType() throws IOException {
        StringBuilder shared = loop.shared(StringBuilder.class, StringBuilder::new);
        assertThat(loop.shared(StringBuilder.class, StringBuilder::new)).isSameAs(shared);
        try (EventLoop other = new EventLoop()) {
            assertThat(other.shared(StringBuilder.class, StringBuilder::new)).isNotSameAs(shared);
        }
    }

    @Test
    void shouldLetAnObjectThatIsSharedAskForAnother() {
        record Part(String name) {}
        record Whole(Part part) {}
        Whole whole =
                loop.shared(Whole.class, () -> new Whole(loop.shared(Part.class, () -> new Part("shared as well"))));
        assertThat(loop.shared(Part.class, () -> new Part("another"))).isSameAs(whole.part());
        assertThat(loop.shared(Whole.class, () -> new Whole(whole.part()))).isSameAs(whole);
    }

    @Test
    void shouldCountItsTurns() throws IOException {
        assertThat(loop.turnNumber()).isZero();
        loop.runOnce(Duration.ZERO);
        loop.runOnce(Duration.ZERO);
        assertThat(loop.turnNumber()).isEqualTo(2);
    }

    @Test
    void shouldHandOutWhatItWasGiven() throws IOException {
        AtomicBoolean ran = new AtomicBoolean();
        assertThat(loop.provider()).isSameAs(SelectorProvider.provider());
        loop.blockingExecutor().execute(() -> ran.set(true));
        assertThat(ran).isTrue();
    }
}
