package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are almost right, by seed: whatever they are, they are answered, and by no failure of ours. */
@Timeout(60)
class NonsenseTest {
    private static final int REQUESTS = 15_000;

    private static final String[] HEADS = {
        "GET /a.txt HTTP/1.1\r\nHost: x\r\n",
        "HEAD /f/../a%20b;c?d HTTP/1.0\r\nConnection: keep-alive, close\r\n",
        "GET http://[::1]:80/%C3%BC/%2e HTTP/1.1\r\nHost: [::1]:80\r\n",
    };

    private static final String[] FIELDS = {
        "Range: bytes=0-1,3-,-2\r\n",
        "If-Range: \"a\"\r\n",
        "If-Range: Fri, 20 Nov 2026 12:00:00 GMT\r\n",
        "If-None-Match: W/\"a\", \"b\", *\r\n",
        "If-Match: *\r\n",
        "If-Modified-Since: Friday, 20-Nov-26 12:00:00 GMT\r\n",
        "If-Unmodified-Since: Fri Nov 20 12:00:00 2036\r\n",
        "Content-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Expect: 100-continue\r\n",
        "Connection: close, \"x\"\r\n",
        "Accept: */*;q=0.5\r\n",
    };

    private static final String BYTES = "\u0000\t\r\n \"%*,-./0:;=?@AW[\\]\u007f\u00c3\u00bc\u00ff";

    private final Random random = new Random(1);

    @Test
    void shouldAnswerEach(@TempDir Path folder) throws Exception {
        Path root = folder.toRealPath();
        Files.writeString(root.resolve("a.txt"), "0123456789");
        var pages = new Pages(Clock.systemUTC());
        var responder = new Responder(new Tree(root), pages);
        int served = 0;
        for (int i = 0; i < REQUESTS; i++) {
            String request = mutated(request());
            try {
                served += isServed(request, responder, pages) ? 1 : 0;
            } catch (RuntimeException defect) {
                throw new AssertionError("request " + i + ": " + request, defect);
            }
        }
        assertThat(served).isGreaterThan(REQUESTS / 100);
    }

    private String request() {
        var request = new StringBuilder(HEADS[random.nextInt(HEADS.length)]);
        for (int count = random.nextInt(4); count > 0; count--) {
            request.append(FIELDS[random.nextInt(FIELDS.length)]);
        }
        return request.append("\r\n3\r\nabc\r\n0\r\n\r\n").toString();
    }

    private String mutated(String text) {
        var changed = new StringBuilder(text);
        for (int count = random.nextInt(4); count > 0; count--) {
            int at = random.nextInt(changed.length());
            char with = BYTES.charAt(random.nextInt(BYTES.length()));
            switch (random.nextInt(3)) {
                case 0 -> changed.setCharAt(at, with);
                case 1 -> changed.insert(at, with);
                default -> changed.deleteCharAt(at);
            }
        }
        return changed.toString();
    }

    private static boolean isServed(String text, Responder responder, Pages pages) throws IOException {
        var parser = new RequestParser();
        ByteBuffer bytes = ISO_8859_1.encode(text);
        if (!parser.parse(bytes)) {
            assertThat(bytes.hasRemaining()).isFalse();
            return false;
        }
        try {
            Request request = parser.take();
            Answer atOnce = responder.answer(request, 0);
            try (Answer answer = atOnce == null ? responder.listing(request, 0, () -> 0) : atOnce) {
                assertThat(answer.status()).isBetween(200, 417);
                return answer.status() < 300;
            }
        } catch (RefusedException refused) {
            try (Answer answer = pages.refusal(parser.refused(), refused)) {
                assertThat(answer.status()).isBetween(400, 505);
                assertThat(answer.isLast()).isTrue();
            }
            return false;
        }
    }
}
