package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.connection.CloseReason;
import dev.selkie.handlers.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FilesHandlerTest {
    private static final String TEXT = "0123456789";
    private static final byte[] BIG = Payload.bytes(1_000_000);

    @TempDir
    private Path root;

    private Website site;

    @BeforeEach
    void serve() throws Exception {
        site = new Website(root);
        site.write("a.txt", TEXT);
        site.write("page/index.html", "<p>page");
        Files.write(root.resolve("big.bin"), BIG);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    // ---- the plain answer

    @Test
    void shouldServeAFileWithAllThatIsToBeKnownOfIt() throws Exception {
        String answer = site.get("/a.txt");

        assertThat(Website.head(answer))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains(
                        "\r\nContent-Length: 10\r\n",
                        "\r\nContent-Type: text/plain; charset=utf-8\r\n",
                        "\r\nAccept-Ranges: bytes\r\n",
                        "\r\nX-Content-Type-Options: nosniff\r\n",
                        "\r\nConnection: close\r\n")
                .containsPattern("\r\nDate: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n")
                .containsPattern("\r\nLast-Modified: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} .{8} GMT\r\n")
                .containsPattern("\r\nETag: \"[0-9a-f-]+\"\r\n");
        assertThat(Website.body(answer)).isEqualTo(TEXT);
    }

    @Test
    void shouldServeALongFileWhole() throws Exception {
        String answer = site.get("/big.bin");

        assertThat(Website.head(answer))
                .contains("\r\nContent-Length: 1000000\r\n", "\r\nContent-Type: application/octet-stream\r\n");
        assertThat(Website.body(answer).getBytes(ISO_8859_1)).isEqualTo(BIG);
    }

    @Test
    void shouldServeAnEmptyFile() throws Exception {
        site.write("empty", "");

        assertThat(site.get("/empty")).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\nContent-Length: 0\r\n");
    }

    @Test
    @DisplayName("H11: no body behind the answer to HEAD")
    void shouldAnswerHeadByTheSameHeadAndNothingBehindIt() throws Exception {
        for (String target : new String[] {"/a.txt", "/big.bin", "/page/", "/", "/none", "/page"}) {
            String get = site.get(target);
            String answer = site.ask("HEAD " + target + " HTTP/1.1\r\nHost: x\r\n\r\nHEAD " + target
                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(Website.statuses(answer)).hasSize(2);
            assertThat(withoutDate(answer.substring(answer.lastIndexOf("HTTP/1.1"))))
                    .as(target)
                    .isEqualTo(withoutDate(Website.head(get)));
        }
    }

    private static String withoutDate(String head) {
        return head.replaceAll("\r\nDate: [^\r]*", "");
    }

    // ---- connections

    @Test
    @DisplayName("H17: answers in the order of the questions")
    void shouldAnswerInTheOrderOfTheQuestions() throws Exception {
        String answers = site.ask("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n"
                + "HEAD /big.bin HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /none HTTP/1.1\r\nHost: x\r\n\r\n"
                + "\r\nGET /page HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /page/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                + "GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(Website.statuses(answers)).containsExactly(200, 200, 200, 404, 301, 200);
        assertThat(answers).endsWith("<p>page");
    }

    @Test
    @DisplayName("H17: thousands at once")
    void shouldAnswerThousandsThatCameAtOnce() throws Exception {
        int count = 3000;
        String requests = String.join("", Collections.nCopies(count, "GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n"));
        String last = "GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

        try (Socket client = site.served().connect()) {
            var sender = new Thread(() -> {
                try {
                    client.getOutputStream().write((requests + last).getBytes(ISO_8859_1));
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            sender.start();
            String answers = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
            sender.join();
            assertThat(Website.statuses(answers)).hasSize(count + 1).containsOnly(200);
        }
    }

    @Test
    void shouldKeepAnOldConnectionOpenOnlyWhenAsked() throws Exception {
        String old = "GET /a.txt HTTP/1.0\r\n\r\n";
        String kept = "GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";

        assertThat(Website.statuses(site.ask(old + old))).containsExactly(200);
        String answers = site.ask(kept + kept + old + old);
        assertThat(Website.statuses(answers)).containsExactly(200, 200, 200);
        assertThat(answers).containsPattern("\r\nConnection: keep-alive\r\n");
    }

    @Test
    void shouldAnswerWhoHasEndedTheirSide() throws Exception {
        try (Socket client = site.served().connect()) {
            client.getOutputStream().write("GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
            client.shutdownOutput();
            String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
            assertThat(Website.body(answer)).hasSize(BIG.length);
        }
        site.served().awaitClosed(CloseReason.PEER_CLOSED);
    }

    @Test
    @DisplayName("F8: fifty leave in mid-file")
    void shouldServeOthersWhenOneLeavesAmongItsRequests() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (Socket client = site.served().connect()) {
                client.setSoLinger(true, 0);
                client.getOutputStream()
                        .write("GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n"
                                .repeat(5)
                                .getBytes(ISO_8859_1));
            }
        }
        assertThat(site.get("/a.txt")).endsWith(TEXT);
    }

    // ---- pieces

    @Test
    void shouldServeAPiece() throws Exception {
        String answer = site.get("/a.txt", "Range: bytes=2-4\r\n");

        assertThat(Website.head(answer))
                .startsWith("HTTP/1.1 206 Partial Content\r\n")
                .contains("\r\nContent-Range: bytes 2-4/10\r\n", "\r\nContent-Length: 3\r\n");
        assertThat(Website.body(answer)).isEqualTo("234");
        assertThat(Website.body(site.get("/big.bin", "Range: bytes=-20000\r\n")).getBytes(ISO_8859_1))
                .isEqualTo(Arrays.copyOfRange(BIG, BIG.length - 20_000, BIG.length));
    }

    @Test
    void shouldServePiecesOfWhichEachSaysWhichItIs() throws Exception {
        String answer = site.get("/a.txt", "Range: bytes=8-,0-1\r\n");

        var boundary = Pattern.compile("\r\nContent-Type: multipart/byteranges; boundary=([0-9a-f]+)\r\n")
                .matcher(answer);
        assertThat(boundary.find()).isTrue();
        String part = "--" + boundary.group(1) + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ";
        assertThat(Website.body(answer))
                .isEqualTo(
                        part + "0-1/10\r\n\r\n01\r\n" + part + "8-9/10\r\n\r\n89\r\n--" + boundary.group(1) + "--\r\n");
        assertThat(answer)
                .contains("\r\nContent-Length: " + Website.body(answer).length() + "\r\n");
    }

    @Test
    void shouldServeLongPiecesOfOneFile() throws Exception {
        String answer = site.get("/big.bin", "Range: bytes=0-99999,200000-299999,400000-400000\r\n");

        String body = Website.body(answer);
        assertThat(answer).contains("\r\nContent-Length: " + body.length() + "\r\n");
        String big = new String(BIG, ISO_8859_1);
        assertThat(body)
                .contains(
                        "bytes 0-99999/1000000\r\n\r\n" + big.substring(0, 100_000) + "\r\n--",
                        "bytes 200000-299999/1000000\r\n\r\n" + big.substring(200_000, 300_000) + "\r\n--",
                        "bytes 400000-400000/1000000\r\n\r\n" + big.charAt(400_000) + "\r\n--");
    }

    @Test
    void shouldSayWhereTheFileEndsToWhoAsksForMore() throws Exception {
        String answer = site.get("/a.txt", "Range: bytes=10-\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 416 Range Not Satisfiable\r\n")
                .contains("\r\nContent-Range: bytes */10\r\n");
    }

    @Test
    @DisplayName("F2: beyond 2 GiB")
    void shouldServeTheEndOfAFileBeyond2GiB() throws Exception {
        try (var sparse = FileChannel.open(
                root.resolve("huge"), StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.SPARSE)) {
            sparse.write(ByteBuffer.wrap(TEXT.getBytes(ISO_8859_1)), 3L << 30);
        }

        String answer = site.get("/huge", "Range: bytes=-10\r\n");
        assertThat(answer)
                .contains("\r\nContent-Range: bytes 3221225472-3221225481/3221225482\r\n")
                .endsWith(TEXT);
        assertThat(site.ask("HEAD /huge HTTP/1.0\r\n\r\n")).contains("\r\nContent-Length: 3221225482\r\n");
    }

    // ---- conditions

    @Test
    @DisplayName("H11: no body behind 304")
    void shouldSendAFileOnceToWhoKeepsIt() throws Exception {
        String first = Website.head(site.get("/a.txt"));
        String etag = field(first, "ETag");
        String modified = field(first, "Last-Modified");

        String again = site.get("/a.txt", "If-None-Match: " + etag + "\r\n");
        assertThat(again).startsWith("HTTP/1.1 304 Not Modified\r\n").endsWith("\r\n\r\n");
        assertThat(Website.body(again)).isEmpty();
        assertThat(field(again, "ETag")).isEqualTo(etag);
        assertThat(Website.statuses(site.get("/a.txt", "If-Modified-Since: " + modified + "\r\n")))
                .containsExactly(304);
        assertThat(Website.statuses(site.get("/a.txt", "If-Match: " + etag + "\r\n")))
                .containsExactly(200);
        assertThat(Website.statuses(site.get("/a.txt", "If-Match: \"other\"\r\n")))
                .containsExactly(412);
        assertThat(Website.statuses(site.get("/a.txt", "Range: bytes=0-0\r\n", "If-Range: " + etag + "\r\n")))
                .containsExactly(206);
        site.write("a.txt", "another");
        assertThat(Website.body(site.get("/a.txt", "If-None-Match: " + etag + "\r\n")))
                .isEqualTo("another");
        assertThat(Website.body(site.get("/a.txt", "Range: bytes=0-0\r\n", "If-Range: " + etag + "\r\n")))
                .isEqualTo("another");
    }

    private static String field(String answer, String name) {
        var line = Pattern.compile("\r\n" + name + ": ([^\r]*)\r\n").matcher(answer);
        assertThat(line.find()).as("%s in %s", name, answer).isTrue();
        return line.group(1);
    }

    // ---- folders

    @Test
    @DisplayName("H13, H15: a redirection leads nowhere else")
    void shouldSendToTheAddressOfAFolderAndNowhereElse() throws Exception {
        assertThat(site.get("/page?x=1"))
                .startsWith("HTTP/1.1 301 Moved Permanently\r\n")
                .contains("\r\nLocation: /page/?x=1\r\n");
        assertThat(site.get("http://evil.example/page")).contains("\r\nLocation: /page/\r\n");
        assertThat(site.get("//evil.example/page")).startsWith("HTTP/1.1 400 Bad Request\r\n");
    }

    @Test
    void shouldShowWhatIsInAFolderWithoutAnIndex() throws Exception {
        site.write("<b>&'\".txt", "");
        site.write(".hidden", "");

        String answer = site.get("/");
        assertThat(Website.head(answer))
                .contains(
                        "\r\nContent-Type: text/html; charset=utf-8\r\n",
                        "\r\nContent-Security-Policy: default-src 'none'");
        assertThat(Website.body(answer))
                .contains(
                        "<a href=\"page/\">page/</a>",
                        "<a href=\"a.txt\">a.txt</a>",
                        "<a href=\"%3Cb%3E%26%27%22.txt\">&lt;b&gt;&amp;&#39;&quot;.txt</a>")
                .doesNotContain("hidden", "<script");
    }

    @Test
    void shouldSendALongPageWholeToSeveralWhoReadItLate() throws Exception {
        int files = 3_000;
        for (int i = 0; i < files; i++) {
            site.write("long/" + "n".repeat(200) + i, "");
        }
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                Socket client = new Socket();
                clients.add(client);
                client.setReceiveBufferSize(4_096);
                site.served().connect(client);
                client.getOutputStream().write("GET /long/ HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
            }
            for (Socket client : clients) {
                String page = Website.body(Website.readAnswer(client.getInputStream()));
                assertThat(page.split("<td class=\"size\">0 B", -1)).hasSize(files + 1);
                assertThat(page).endsWith("</html>\n").contains("3,000 files");
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    // ---- what is refused

    @Test
    @DisplayName("H13, H14: what was asked for is not repeated")
    void shouldSayWhatIsWrongOnASmallPage() throws Exception {
        assertThat(site.get("/none"))
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("\r\nContent-Type: text/html; charset=utf-8\r\n", "<h1>404 Not Found</h1>")
                .doesNotContain("none\"", "/none");
        assertThat(site.ask("BREW /a.txt HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 501 Not Implemented\r\n");
        assertThat(site.ask("PUT /a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"))
                .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                .contains("\r\nAllow: GET, HEAD\r\n");
        assertThat(site.get("/a.txt", "Expect: the-best\r\n")).startsWith("HTTP/1.1 417 Expectation Failed\r\n");
    }

    @Test
    @DisplayName("B16: half a head counts as what is held for its client, until it has its answer")
    void shouldCountHalfAHeadUntilItIsAnswered() throws Exception {
        try (Socket client = site.served().connect()) {
            client.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(10_000)).getBytes(ISO_8859_1));
            Awaitility.await().until(() -> site.served().usedBytes() > 10_000);
            client.getOutputStream().write("\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(Website.readAnswer(client.getInputStream())).startsWith("HTTP/1.1 200 ");
            Awaitility.await().until(() -> site.served().usedBytes() == 0);
        }
    }

    @Test
    @DisplayName("H9: a head, a target, or fields beyond the limit")
    void shouldRefuseHeadsThatAreTooLong() throws Exception {
        String half = "x".repeat(RequestParser.MAX_HEAD_BYTES / 2);
        assertThat(site.get("/a.txt", "A: " + half + "\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(site.get("/a.txt", "A: " + half + "\r\nB: " + half + "\r\n")).startsWith("HTTP/1.1 431 ");
        assertThat(site.get("/a.txt", "A: b\r\n".repeat(101))).startsWith("HTTP/1.1 431 ");
        assertThat(site.get("/" + half + half)).startsWith("HTTP/1.1 414 ");
        assertThat(site.ask("X".repeat(RequestParser.MAX_HEAD_BYTES + 1))).startsWith("HTTP/1.1 431 ");
    }

    @Test
    @DisplayName("F1: a file that has become shorter")
    void shouldEndWhenTheFileHasBecomeShorterInsteadOfPadding() throws Exception {
        try (var file = FileChannel.open(root.resolve("long"), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
                Socket client = site.served().connect()) {
            file.write(ByteBuffer.wrap(TEXT.getBytes(ISO_8859_1)), 200_000_000);
            client.getOutputStream().write("GET /long HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
            client.getInputStream().readNBytes(1000);
            file.truncate(100);
            // While the socket is full, nobody looks at the file.
            assertThatThrownBy(() -> client.getInputStream().transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(SocketException.class);
            site.served().awaitClosed(CloseReason.FILE_TRUNCATED);
        }
    }
}
