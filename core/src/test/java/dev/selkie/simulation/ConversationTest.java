package dev.selkie.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.handler.BlockingRequestHandler;
import dev.selkie.handler.StreamRequestHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ConversationTest {
    /** Takes what arrives together for one message, as the tutorials do. */
    private static final class Sticky extends StreamRequestHandler {
        @Override
        protected void handle(ByteBuffer received) {
            connection().write(UTF_8.encode("got " + UTF_8.decode(received) + "; "));
        }
    }

    /** Waits for whole lines. */
    private static final class Lines extends StreamRequestHandler {
        @Override
        protected void handle(ByteBuffer received) {
            for (int at = received.position(); at < received.limit(); at++) {
                if (received.get(at) == '\n') {
                    byte[] line = new byte[at + 1 - received.position()];
                    received.get(line);
                    connection().write(UTF_8.encode("got " + new String(line, UTF_8)));
                }
            }
        }
    }

    /** Leaves its client waiting. */
    private static final class Silent extends StreamRequestHandler {
        @Override
        protected void handle(ByteBuffer received) {
            received.position(received.limit());
        }

        @Override
        protected void endOfInput() {
            // and does not close
        }
    }

    @Test
    void shouldFindAHandlerThatTakesPiecesForMessages() {
        assertThatThrownBy(() -> Conversation.with(Sticky::new).saying("one").underEverySegmentation())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("in one piece it was answered\ngot one; ")
                .hasMessageContaining("cut at [1, 2] of its 3 bytes")
                .hasMessageContaining("got o; got n; got e; ");
    }

    @Test
    void shouldReturnWhatAHandlerOfLinesAnswersHoweverTheyAreCut() throws IOException {
        assertThat(Conversation.with(Lines::new)
                        .saying("grüezi\n")
                        .saying("wohl\nhalf")
                        .underEverySegmentation())
                .isEqualTo("got grüezi\ngot wohl\n");
    }

    @Test
    void shouldWaitForAHandlerThatIsEndedByItsIdleTimeOut() throws IOException {
        assertThat(Conversation.with(Silent::new).saying("hello").underEverySegmentation())
                .isEmpty();
    }

    @Test
    void shouldFailWhenTheHandlerThrows() {
        assertThatThrownBy(() -> Conversation.with(() -> new StreamRequestHandler() {
                            @Override
                            protected void handle(ByteBuffer received) {
                                throw new IllegalStateException("bang");
                            }
                        })
                        .saying("a")
                        .underEverySegmentation())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("in one piece")
                .cause()
                .hasMessage("bang");
    }

    @Test
    void shouldRefuseAHandlerThatLivesInRealTime() {
        assertThatThrownBy(() -> Conversation.with(() -> new BlockingRequestHandler() {
                            @Override
                            protected void handle() {}
                        })
                        .saying("a")
                        .underEverySegmentation())
                .isInstanceOf(AssertionError.class)
                .cause()
                .hasMessageContaining("real socket");
    }
}
