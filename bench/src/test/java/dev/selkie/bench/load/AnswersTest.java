package dev.selkie.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
    private static final byte[] BODY = "Hello, World".getBytes(US_ASCII);
    private static final String RESPONSE = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nHello, World";

    private final RepeatedBytes pattern = new RepeatedBytes("abcdefg".getBytes(US_ASCII));

    @Test
    void shouldCountAnswersThatComeInPieces() throws IOException {
        var answers = new ExpectedStream(pattern, 1, 4);

        assertThat(answers.check(bytes("bcd"), 3)).isZero();
        assertThat(answers.check(bytes("efgabc"), 3)).isEqualTo(2);
        assertThat(answers.check(bytes("def"), 1)).isEqualTo(1);
    }

    @Test
    void shouldNoticeOneWrongByte() {
        var answers = new ExpectedStream(pattern, 0, 4);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> answers.check(bytes("abcdeXg"), 2))
                .withMessageContaining("wrong byte 1 in an answer of 4 bytes, after 1 right ones");
    }

    @Test
    void shouldNoticeOneByteTooMany() {
        var answers = new ExpectedStream(pattern, 0, 4);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> answers.check(bytes("abcde"), 1))
                .withMessageContaining("more than it was asked for");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void shouldFindResponsesWhereverTheyAreCut(int pieceBytes) throws IOException {
        var answers = new HttpAnswers("HTTP/1.1 200 ", new RepeatedBytes(BODY), BODY.length);
        ByteBuffer input = bytes(RESPONSE + RESPONSE);

        int complete = 0;
        while (input.hasRemaining()) {
            int count = Math.min(pieceBytes, input.remaining());
            complete += answers.check(input.slice(input.position(), count), 2);
            input.position(input.position() + count);
        }
        assertThat(complete).isEqualTo(2);
    }

    @Test
    void shouldNotTakeAnErrorForAResponse() {
        var answers = new HttpAnswers("HTTP/1.1 200 ", new RepeatedBytes(BODY), BODY.length);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> answers.check(bytes("HTTP/1.1 404 Not Found\r\nContent-Length: 12\r\n\r\n"), 1))
                .withMessageContaining("404 Not Found");
    }

    @Test
    void shouldKeepMomentsInOrderWhileTheyGrow() {
        var moments = new Moments();
        for (int i = 0; i < 10; i++) {
            moments.add(i);
        }
        for (int i = 0; i < 10; i++) {
            assertThat(moments.remove()).isEqualTo(i);
        }
        for (int i = 0; i < 100; i++) {
            moments.add(i);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(moments.remove()).isEqualTo(i);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }
}
