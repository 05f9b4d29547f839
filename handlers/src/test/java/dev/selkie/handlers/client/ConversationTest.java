package dev.selkie.handlers.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.loop.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ConversationTest {
    private static final long NANOS_PER_LOOK = 1_000_000;

    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final AtomicLong nanos = new AtomicLong();

    /** Answers with something more whenever it is listened to. */
    private static final class Talker implements Partner {
        private final Conversation conversation;

        Talker(Conversation conversation) {
            this.conversation = conversation;
        }

        @Override
        public void send(ByteBuffer message) {
            conversation.sent();
            resume();
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {
            conversation.received(UTF_8.encode("bla"));
        }

        @Override
        public void end(boolean brokenOff) {
            conversation.closed("was left", 0);
        }
    }

    @Test
    void shouldEndASecondAfterExitThoughTheServerGoesOn() throws IOException {
        try (var loop =
                new EventLoop(SelectorProvider.provider(), () -> nanos.addAndGet(NANOS_PER_LOOK), Runnable::run)) {
            var manner = new Manner(false, true, false, Duration.ZERO);
            var shown = new ByteArrayOutputStream();
            var conversation =
                    new Conversation(loop, "it", manner, Messages.of(List.of("exit")), new RawDisplay(shown));
            conversation.begin(new Talker(conversation));

            while (!conversation.outcome().isDone() && nanos.get() < LONGEST.toNanos()) {
                loop.runOnce();
            }

            assertThat(conversation.outcome()).isCompleted();
            assertThat(shown.toString(UTF_8)).startsWith("blabla");
            assertThat(Duration.ofNanos(nanos.get())).isGreaterThan(Duration.ofSeconds(1));
        }
    }
}
