package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextDecoderTest {
    private final TextDecoder decoder = new TextDecoder();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void shouldMakeTheSameTextOfPiecesOfAnySize(int pieceBytes) {
        byte[] bytes = new byte[1000]; // mostly no UTF-8, with pieces that are
        new Random(pieceBytes).nextBytes(bytes);
        System.arraycopy("ü好😀".getBytes(UTF_8), 0, bytes, 500, 9);
        var text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            int size = Math.min(pieceBytes, bytes.length - at);
            text.append(decoder.decode(ByteBuffer.wrap(bytes, at, size), at + size == bytes.length));
        }

        assertThat(text.toString()).isEqualTo(new String(bytes, UTF_8));
    }

    @Test
    void shouldShowWhatWillNeverBeWhole() {
        assertThat(decoder.decode(ByteBuffer.wrap("😀".getBytes(UTF_8), 0, 3), true))
                .isEqualTo("\uFFFD");
        assertThat(decoder.decode(ByteBuffer.wrap("a".getBytes(UTF_8)), true)).isEqualTo("a");
    }
}
