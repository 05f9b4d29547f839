package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String WHOLE = "GET / HTTP/1.1\r\nHost: here\r\nX: y\r\n\r\n";
    private static final String HALF = "GET / HTTP/1.1\r\nHost: here\r\n";

    private static final String CHUNKED = HALF + "Transfer-Encoding: chunked\r\n\r\n";

    /** What it takes from the heap is more than what it holds in the end. */
    @ParameterizedTest
    @ValueSource(strings = {HALF, WHOLE + HALF, WHOLE + WHOLE + WHOLE + HALF})
    void shouldTakeLittleForShortRequests(String text) throws RefusedException {
        parsed(text);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        RequestParser parser = parsed(text);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
        assertThat(parser.isWithinRequest()).isTrue();
    }

    @Test
    void shouldHoldWhatItTellsOfTheRequestItReads() throws RefusedException {
        long ofNone = new RequestParser().heldBytes();
        assertThat(parsed(HALF).heldBytes()).isBetween(ofNone + HALF.length(), ofNone + 1000);
        assertThat(parsed(HALF + "X: " + "y".repeat(10_000)).heldBytes()).isBetween(10_000L, 40_000L);
        assertThat(parsed(HALF + "X: y\r\n".repeat(90)).heldBytes()).isBetween(10_000L, 20_000L);
        assertThat(parsed(WHOLE).heldBytes()).isEqualTo(ofNone);
    }

    @ParameterizedTest
    @ValueSource(strings = {HALF, CHUNKED + "0\r\n"})
    @DisplayName("B16: half a head counts, before a body and behind it")
    void shouldCountAFieldThatDoesNotEnd(String before) {
        assertThat(heldAfter(before, "X: " + "v".repeat(7_000), "v".repeat(7_000)))
                .isGreaterThan(14_000);
    }

    @Test
    @DisplayName("B16: a head that came at once counts while its body is awaited")
    void shouldCountAHeadThatIsCompleteInOnePiece() {
        assertThat(heldAfter(HALF + "X: " + "v".repeat(15_000) + "\r\nContent-Length: 9\r\n\r\n"))
                .isGreaterThan(30_000);
    }

    @Test
    void shouldNotCountABodyThatIsDropped() {
        assertThat(heldAfter(CHUNKED, "ea60\r\n", "x".repeat(20_000), "x".repeat(20_000)))
                .isLessThan(3_000);
    }

    private static long heldAfter(String... pieces) {
        var parser = new RequestParser();
        for (String piece : pieces) {
            assertThat(parser.parse(US_ASCII.encode(piece))).isFalse();
        }
        return parser.heldBytes();
    }

    private static RequestParser parsed(String text) throws RefusedException {
        var parser = new RequestParser();
        ByteBuffer bytes = US_ASCII.encode(text);
        while (bytes.hasRemaining()) {
            if (parser.parse(bytes)) {
                assertThat(parser.take().heldBytes()).isBetween(100L, 1000L);
            }
        }
        return parser;
    }
}
