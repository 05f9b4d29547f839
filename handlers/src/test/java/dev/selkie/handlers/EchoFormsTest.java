package dev.selkie.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.CloseReason;
import dev.selkie.simulation.Conversation;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The other forms of echo, and what answers as little. */
@Timeout(30)
class EchoFormsTest {
    @Test
    void shouldEchoTheSameLinesHoweverTheyAreCut() throws IOException {
        String answer = Conversation.with(EchoLinesHandler::new)
                .saying("grüezi\r\n\nquit \nto the end")
                .underEverySegmentation();

        assertThat(answer).isEqualTo("grüezi\n\nquit \nto the end\n");
    }

    @Test
    void shouldCloseAtQuit() throws IOException {
        String answer = Conversation.with(EchoLinesHandler::new)
                .saying("a\nquit\r\nb\n")
                .underEverySegmentation();

        assertThat(answer).isEqualTo("a\n");
    }

    @Test
    @DisplayName("B19: a line that is no text comes back as it is")
    void shouldEchoALineThatIsNoTextAsItIs() throws Exception {
        byte[] line = {(byte) 0xff, 0, (byte) 0xc3, '\n'};
        try (var served = new Served(EchoLinesHandler::new);
                var client = served.connect()) {
            client.getOutputStream().write(line);
            assertThat(client.getInputStream().readNBytes(line.length)).isEqualTo(line);
        }
    }

    @Test
    void shouldEchoALineOf8KiBAndSayThatALongerOneIsTooLong() throws Exception {
        try (var served = new Served(EchoLinesHandler::new);
                var client = served.connect()) {
            String longest = "x".repeat(8 * 1024) + "\n";
            Served.send(client, longest);
            Served.expect(client, longest);
            Served.send(client, "y" + longest.repeat(100));
            assertThat(Served.readToEnd(client)).isEqualTo("line too long\n");
            client.shutdownOutput();
            served.awaitClosed(CloseReason.INPUT_TOO_LONG);
        }
    }

    @Test
    void shouldSendBackTheFirst1024BytesOnceAndDropTheRestWithoutAReset() throws Exception {
        try (var served = new Served(EchoOnceHandler::new);
                var client = served.connect()) {
            client.getOutputStream().write(Payload.bytes(1_000_000));
            byte[] answer = client.getInputStream().readAllBytes();
            assertThat(answer).hasSizeBetween(1, 1024).isEqualTo(Payload.bytes(answer.length));
            client.getOutputStream().write(Payload.bytes(1_000_000));
            client.shutdownOutput();
            served.awaitClosed(CloseReason.CLOSED_BY_HANDLER);
        }
    }
}
