package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.CloseReason;
import dev.selkie.simulation.Conversation;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class MessageRequestHandlerTest {
    /** Answers with each message's size and, in brackets, its text. */
    private static final class Brackets extends MessageRequestHandler {
        Brackets(Framing framing) {
            super(framing);
        }

        @Override
        protected void handleMessage(ByteBuffer message) {
            if (is(message, "exit")) {
                connection().close();
            } else {
                say(message.remaining() + "[" + text(message) + "]");
            }
        }
    }

    @Test
    void shouldFindTheSameLinesHoweverTheyAreCut() throws IOException {
        String answer = Conversation.with(() -> new Brackets(Framing.LINES))
                .saying("grüezi\r\n\n你好\nexit \nto the end")
                .underEverySegmentation();

        assertThat(answer).isEqualTo("7[grüezi]0[]6[你好]5[exit ]10[to the end]");
    }

    @Test
    @DisplayName("B20: nothing behind the message that closed")
    void shouldHandleNothingAfterTheMessageThatClosed() throws IOException {
        String answer = Conversation.with(() -> new Brackets(Framing.LINES))
                .saying("a\nexit\nb\n")
                .underEverySegmentation();

        assertThat(answer).isEqualTo("1[a]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "a\r\n", "one\ntwo"})
    void shouldTakeAClientForOneOfLinesWhenItsFirstBytesHoldALineFeed(String first) throws Exception {
        try (var served = new Served(() -> new Brackets(Framing.AUTO));
                var client = served.connect()) {
            Served.send(client, first);
            Served.expect(client, first.startsWith("o") ? "3[one]" : first.startsWith("a") ? "1[a]" : "0[]");
            Served.send(client, "three\nexit\n");
            assertThat(Served.readToEnd(client)).isEqualTo(first.startsWith("o") ? "8[twothree]" : "5[three]");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "CHUNKS"})
    void shouldTakeWhatArrivesTogetherForOneMessageFromThenOnWhenTheFirstBytesHoldNone(Framing framing)
            throws Exception {
        try (var served = new Served(() -> new Brackets(framing));
                var client = served.connect()) {
            Served.send(client, "one");
            Served.expect(client, "3[one]");
            Served.send(client, "two\nthree\n");
            Served.expect(client, "10[two\nthree\n]");
            Served.send(client, "exit\n");
            Served.expect(client, "5[exit\n]");
            Served.send(client, "exit");
            assertThat(Served.readToEnd(client)).isEmpty();
            served.awaitClosed(CloseReason.CLOSED_BY_HANDLER);
        }
    }

    @Test
    void shouldCutWhatArrivesTogetherAt1024BytesAndShowACutCharacterWhole() throws Exception {
        String sent = "好".repeat(342); // 1026 bytes
        try (var served = new Served(() -> new Brackets(Framing.CHUNKS));
                var client = served.connect()) {
            Served.send(client, sent);
            Served.expect(client, "1024[" + "好".repeat(341) + "]2[好]");
        }
    }

    @Test
    void shouldCompareTheBytesOfAMessageAndNotWhatIsLeftOfTheOneBefore() throws Exception {
        try (var served = new Served(() -> new Brackets(Framing.CHUNKS));
                var client = served.connect()) {
            client.getOutputStream().write("好".getBytes(UTF_8), 0, 2);
            Served.expect(client, "2[]");
            Served.send(client, "exit");
            assertThat(Served.readToEnd(client)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    @DisplayName("B19: bytes that are no text are shown, and it goes on")
    void shouldShowBytesThatAreNoTextAndGoOn(Framing framing) throws Exception {
        try (var served = new Served(() -> new Brackets(framing));
                var client = served.connect()) {
            client.getOutputStream().write(new byte[] {'a', (byte) 0xff, 'b', '\n'});
            Served.expect(client, framing == Framing.CHUNKS ? "4[a\uFFFDb\n]" : "3[a\uFFFDb]");
            Served.send(client, "c\n");
            Served.expect(client, framing == Framing.CHUNKS ? "2[c\n]" : "1[c]");
        }
    }

    @Test
    void shouldAcceptALineOf8KiBAndCloseAtALongerOne() throws Exception {
        try (var served = new Served(() -> new Brackets(Framing.LINES));
                var client = served.connect()) {
            String longest = "x".repeat(8 * 1024);
            Served.send(client, longest + "\n");
            Served.expect(client, "8192[" + longest + "]");
            Served.send(client, longest + "x");
            assertThat(Served.readToEnd(client)).isEmpty();
            client.shutdownOutput();
            served.awaitClosed(CloseReason.INPUT_TOO_LONG);
        }
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void shouldNotTakeTheEndOfTheStreamForAMessage(Framing framing) throws IOException {
        assertThat(Conversation.with(() -> new Brackets(framing)).underEverySegmentation())
                .isEmpty();
    }
}
