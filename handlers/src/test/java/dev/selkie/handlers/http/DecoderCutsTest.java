package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handlers.http.Fuzzed.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Decoders find the same messages however their bytes are cut: a corpus, and what becomes of it when bytes of it change.
 * {@code -Dselkie.inputs=1000000} tries so many of those for each decoder; {@code -Dselkie.firstInput=N} begins with another.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS) // for as many inputs as one likes
class DecoderCutsTest {
    private static final long FIRST = Long.getLong("selkie.firstInput", 0);
    private static final long COUNT = Long.getLong("selkie.inputs", 5_000);
    private static final int PAIRS = 300;

    private static final List<String> TEXTS = List.of(
            "",
            "\n",
            "\r\n",
            "a",
            "one\ntwo\r\nthree",
            "a\rb\r\r\n\u00c3\u00bc\n\u00ff\u00fe\nlast\r",
            "x".repeat(40) + "\r\n" + "y".repeat(40) + "\n" + "z".repeat(41) + "\nnever\n",
            "x".repeat(40) + "\rz\n",
            "hello\nexit\nnever\n");

    private static final List<String> HEADS = List.of(
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "\r\n\r\nGET /a%20b?c=d HTTP/1.1\r\nHost: [::1]:80\r\nRange: bytes=0-1,-5\r\n\r\n\r\nHEAD /b HTTP/1.1\r\nHost: x\r\n\r\nGET /c",
            "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\nGET /never HTTP/1.1\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: v\r\n\r\nGET /never",
            "GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /never HTTP/1.1\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost : x\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n",
            "GET /a HTTP/1.1\r\n\r\n",
            "GET /a HTTP/2.0\r\nHost: x\r\n\r\n",
            "GET /a\r\n",
            "GET /a\u007fb HTTP/1.1\r\nHost: x\r\n\r\nGET /never HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST /a HTTP/1.1\r\nHost: x\r\n\r\n",
            "BREW /a HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /\u00fc HTTP/1.1\nHost: x\n\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001",
            "GET /" + "a".repeat(300) + " HTTP/1.1\r\nHost: x\r\n" + "F: v\r\n".repeat(101) + "\r\n");

    private static List<String> corpus(Decoder decoder) {
        return switch (decoder) {
            case LINES, MESSAGES -> TEXTS;
            case FRAMES_OF_1 -> frames("");
            case FRAMES_OF_2 -> frames("\0");
            case FRAMES_OF_4 -> frames("\0\0\0");
            case HTTP -> HEADS;
        };
    }

    private static List<String> frames(String zeros) {
        return List.of(
                "",
                zeros + "\0",
                zeros + "\3abc" + zeros + "\0" + zeros + "\1\n" + zeros + "\5part",
                zeros + "d" + "x".repeat(100) + zeros + "\1y",
                zeros + "\1x" + zeros + "e" + "x".repeat(101) + zeros + "\1y",
                "\u00ff\u00ff\u00ff\u00ffx");
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindTheSameMessagesHoweverTheyAreCut(Decoder decoder) throws Exception {
        for (String message : corpus(decoder)) {
            decoder.checkCuts(message.getBytes(ISO_8859_1), PAIRS);
        }
    }

    @Test
    void shouldFindMessagesAtAll() throws Exception {
        assertThat(Decoder.LINES.decode("a\nb\r\n".getBytes(ISO_8859_1), 1)).isEqualTo("line a\nline b\n");
        assertThat(Decoder.FRAMES_OF_1.decode("\1a\0".getBytes(ISO_8859_1), 1)).isEqualTo("frame a\nframe \n");
        assertThat(Decoder.HTTP.decode(HEADS.get(1).getBytes(ISO_8859_1), 9))
                .contains("GET /a%20b?c=d HTTP/1.1", "HEAD /b ")
                .endsWith("and a part");
    }

    // ---- whatever bytes come

    private static final Map<Fuzzed, List<String>> SEEDS = Map.of(
            Fuzzed.TARGET, List.of("/", "/a/b%20c/%C3%BC?x", "http://x:80/a/../b", "//x", "/%2e%2e/\u00fc;a"),
            Fuzzed.RANGES, List.of("\1bytes=0-0", "\u00ffbytes=0-5,3-9,-7", "\0bytes= 1- ,\t5-6", "9bytes=-1,0-"));

    @ParameterizedTest
    @EnumSource
    void shouldBearWhateverComes(Fuzzed fuzzed) {
        List<String> corpus = SEEDS.getOrDefault(fuzzed, List.of());
        Check check = fuzzed.check();
        for (long input = FIRST; input < FIRST + COUNT; input++) {
            var random = new Random(input);
            String text = mutated(random, corpus.isEmpty() ? corpusOf(fuzzed) : corpus);
            try {
                check.of(text.getBytes(ISO_8859_1));
            } catch (Throwable failure) {
                throw new AssertionError(failure.getMessage() + "; again: -Dselkie.firstInput=" + input, failure);
            }
        }
    }

    private static List<String> corpusOf(Fuzzed fuzzed) {
        List<String> all = new ArrayList<>();
        for (String message : corpus(fuzzed.decoder())) {
            all.add("\u0005\u0011" + message); // the first two bytes say where it is cut
        }
        return all;
    }

    /** One of them, some bytes of which are changed, added, taken away or doubled. */
    private static String mutated(Random random, List<String> corpus) {
        var text = new StringBuilder(corpus.get(random.nextInt(corpus.size())));
        for (int count = random.nextInt(6); count > 0 && text.length() > 0; count--) {
            int at = random.nextInt(text.length());
            char with =
                    (char) (random.nextBoolean() ? random.nextInt(256) : text.charAt(random.nextInt(text.length())));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, with);
                case 1 -> text.insert(at, with);
                case 2 -> text.deleteCharAt(at);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(30))));
            }
        }
        if (text.length() > 1) {
            text.setCharAt(0, (char) random.nextInt(256));
        }
        return text.toString();
    }
}
