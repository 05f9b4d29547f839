package dev.selkie.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request behind another, which one program sees and another does not, is never answered. */
@Timeout(30)
class SmugglingTest {
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    private Path root;

    private Website site;

    @BeforeEach
    void serve() throws Exception {
        site = new Website(root);
        site.write("a", "the file");
        site.write("hidden", "smuggled");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private void assertRefused(int status, String raw) throws Exception {
        String answer = site.ask(raw);
        assertThat(Website.statuses(answer)).as(raw).containsExactly(status);
        assertThat(Website.head(answer)).contains("\r\nConnection: close\r\n");
        assertThat(answer).doesNotContain("smuggled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: +0",
                "Content-Length: -1",
                "Content-Length: 0x0",
                "Content-Length: 0,0",
                "Content-Length: 0, 5",
                "Content-Length: 0\r\nContent-Length: 0",
                "Content-Length: 0\r\nContent-Length: 5",
                "Content-Length: 0_0",
                "Content-Length: 1 2",
                "Content-Length:",
                "Content-Length: ",
                "Content-Length: 9223372036854775808",
                "Content-Length: 18446744073709551616",
                "Content-Length: 99999999999999999999999999",
                "Content-Length : 5",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding: chunked\u0000",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: 'chunked'",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding\r\n: chunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding\t: chunked",
                "Transfer-Encoding:",
                "A: b\r\n Transfer-Encoding: chunked",
                "A: b\r\n\tc",
                " A: b",
                "A: b\rc",
                "A: b\r\r\n",
                "A: b\nB: c",
                "A: b\u0000c",
                "A: b\u0001c",
                "A\u0000: b",
                "A(): b",
                "\u00e9: b",
                ": b",
                "A",
                "A b",
            })
    @DisplayName("H1, H2, H3, H6: a head that can be read in two ways")
    void shouldRefuseAHeadThatCanBeReadInTwoWays(String fields) throws Exception {
        String body = "0\r\n\r\n";
        assertRefused(400, "GET /a HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n\r\n" + body + HIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0\n\r\n",
                "0\r\n\n",
                "1\na\r\n0\r\n\r\n",
                "1\r\na\n0\r\n\r\n",
                "1\r\naXX0\r\n\r\n",
                "1\r\nab\r\n0\r\n\r\n",
                "1;\nxx\r\n0\r\n\r\n",
                "1;a\nb\r\nx\r\n0\r\n\r\n",
                "1;a\rb\r\nx\r\n0\r\n\r\n",
                "1;a=\"\nb\"\r\nx\r\n0\r\n\r\n",
                "1;a\u0000\r\nx\r\n0\r\n\r\n",
                "0;\n\r\n\r\n",
                "-1\r\n\r\n",
                "+1\r\na\r\n0\r\n\r\n",
                "0x1\r\na\r\n0\r\n\r\n",
                " 1\r\na\r\n0\r\n\r\n",
                "1 \r\na\r\n0\r\n\r\n",
                "\r\na\r\n0\r\n\r\n",
                "g\r\n",
                "ffffffffffffffff1\r\na\r\n0\r\n\r\n",
                "10000000000000000\r\na\r\n0\r\n\r\n",
                "0\r\nA: b\n\r\n",
                "0\r\nA : b\r\n\r\n",
                "0\r\nA: b\r\n c\r\n\r\n",
            })
    @DisplayName("H4, H5: chunks that can be read in two ways")
    void shouldRefuseChunksThatCanBeReadInTwoWays(String body) throws Exception {
        assertRefused(400, "GET /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body + HIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\n\r\nabcde",
                "Content-Length: 00005\r\n\r\nabcde",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: Chunked\r\n\r\n5;a=b\r\nabcde\r\n0\r\nContent-Length: 5\r\n\r\n",
                "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
            })
    @DisplayName("H7: what is behind a body is not read")
    void shouldAnswerARequestThatHasABodyAsTheLastOne(String fieldsAndBody) throws Exception {
        String answer = site.ask("GET /a HTTP/1.1\r\nHost: x\r\n" + fieldsAndBody + HIDDEN);

        assertThat(Website.statuses(answer)).containsExactly(200);
        assertThat(Website.head(answer)).contains("\r\nConnection: close\r\n");
        assertThat(answer).endsWith("\r\n\r\nthe file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 65537",
                "Content-Length: 9223372036854775807",
            })
    void shouldRefuseALongBodyBeforeItComes(String field) throws Exception {
        assertRefused(413, "GET /a HTTP/1.1\r\nHost: x\r\n" + field + "\r\n\r\n" + HIDDEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10001\r\n", "7fffffffffffffff\r\n", "8000\r\n"})
    void shouldRefuseChunksThatBecomeALongBody(String chunk) throws Exception {
        String begin = "GET /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunks = (chunk + "x".repeat(0x8000) + "\r\n").repeat(3);
        assertRefused(413, begin + chunks + "0\r\n\r\n" + HIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 34\r\n\r\n",
                "DELETE /a HTTP/1.1\r\nHost: x\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
                "TRACE /a HTTP/1.1\r\nHost: x\r\n\r\n",
                "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n",
            })
    @DisplayName("H7, H12: a method that is not allowed")
    void shouldReadNothingBehindAMethodThatIsNotAllowed(String request) throws Exception {
        assertRefused(405, request + HIDDEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: gzip, chunked", "Transfer-Encoding: gzip,chunked"})
    @DisplayName("H3: other codings")
    void shouldKnowNoOtherCoding(String field) throws Exception {
        assertRefused(501, "GET /a HTTP/1.1\r\nHost: x\r\n" + field + "\r\n\r\n0\r\n\r\n" + HIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host:\r\n",
                "Host: x\r\nHost: x\r\n",
                "Host: x\r\nHost: y\r\n",
                "Host: a b\r\n",
                "Host: a,b\r\n",
                "Host: u@x\r\n",
                "Host: a/b\r\n",
                "Host: a\\b\r\n",
                "Host: a?b\r\n",
                "Host: a#b\r\n",
                "Host: a%00\r\n",
                "Host: <b>\r\n",
                "Host: \u00e9\r\n",
                "Host: [::1\r\n",
                "Host: [x]\r\n",
                "Host: ::1\r\n",
                "Host: x:y\r\n",
                "Host: x:-1\r\n",
                "Host: x:65536\r\n",
                "Host: x:1:2\r\n",
                "Host: :80\r\n",
            })
    @DisplayName("H8: no host, or two, or none that can be one")
    void shouldRefuseAHostThatIsNone(String host) throws Exception {
        assertRefused(400, "GET /a HTTP/1.1\r\n" + host + "\r\n" + HIDDEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "my_host.example:8000", "127.0.0.1:80", "[::1]", "[::ffff:127.0.0.1]:8000", "x.:1"})
    void shouldTakeAHost(String host) throws Exception {
        String answer = site.ask("GET /a HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        assertThat(Website.statuses(answer)).containsExactly(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a\r\n\r\n",
                "GET /a HTTP/0.9\r\nHost: x\r\n\r\n",
                "GET /a HTTP/1.2\r\nHost: x\r\n\r\n",
                "GET /a HTTP/2.0\r\nHost: x\r\n\r\n",
                "GET /a HTTP/9.9\r\nHost: x\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            })
    @DisplayName("H16: other versions")
    void shouldSpeakNoOtherVersion(String request) throws Exception {
        assertRefused(505, request + HIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a HTTP/1.1 \r\nHost: x\r\n\r\n",
                "GET /a\u0000 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a\tb HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a\rb HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a HTTP/1.1\nHost: x\n\n",
                "GET /a HTTP/1.1\rHost: x\r\r",
                " GET /a HTTP/1.1\r\nHost: x\r\n\r\n",
                "G\u0000T /a HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
                "\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            })
    @DisplayName("H6, H16: what is no request")
    void shouldRefuseWhatIsNoRequest(String request) throws Exception {
        assertRefused(400, request + HIDDEN);
    }
}
