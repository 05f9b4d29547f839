package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said to be held of a request that is not whole. */
@DisplayName("B16: half a head counts")
class HeldHeadTest {
    private static final String HEAD = "GET / HTTP/1.1\r\nHost: x\r\n";
    private static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";

    private final RequestParser parser = new RequestParser();

    private long heldAfter(String... pieces) {
        for (String piece : pieces) {
            assertThat(parser.parse(US_ASCII.encode(piece))).isFalse();
        }
        return parser.heldBytes();
    }

    @ParameterizedTest
    @ValueSource(strings = {HEAD, CHUNKED + "0\r\n"})
    void shouldCountAFieldThatDoesNotEnd(String before) {
        assertThat(heldAfter(before, "X: " + "v".repeat(7_000), "v".repeat(7_000)))
                .isGreaterThan(14_000);
    }

    @Test
    void shouldNotCountABodyThatIsDropped() {
        assertThat(heldAfter(CHUNKED, "ea60\r\n", "x".repeat(20_000), "x".repeat(20_000)))
                .isLessThan(3_000);
    }
}
