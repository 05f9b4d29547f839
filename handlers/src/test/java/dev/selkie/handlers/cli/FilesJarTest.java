package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handlers.Payload;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code files}, with the programs that people use. */
@Timeout(60)
class FilesJarTest {
    private static final byte[] BIG = Payload.bytes(3_000_000);

    @TempDir
    private Path folder;

    private Path root;
    private SelkieProcess server;
    private String url;

    @BeforeEach
    void start() throws Exception {
        root = Files.createDirectory(folder.resolve("www"));
        Files.writeString(root.resolve("a b.txt"), "hello\n");
        Files.write(root.resolve("big.bin"), BIG);
        Files.createDirectory(root.resolve("sub"));
        server = SelkieProcess.start("files", "--port", "0", root.toString());
        url = "http://127.0.0.1:" + server.awaitPort() + "/";
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private byte[] curl(String... args) throws Exception {
        Programs.assumeInstalled("curl");
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error"));
        command.addAll(Arrays.asList(args));
        return Programs.run(new byte[0], command.toArray(new String[0]));
    }

    private String status(String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of("--output", "/dev/null", "--write-out", "%{http_code}"));
        all.addAll(Arrays.asList(args));
        return new String(curl(all.toArray(new String[0])), UTF_8);
    }

    @Test
    void shouldServeCurl() throws Exception {
        assertThat(curl(url + "a%20b.txt")).asString(UTF_8).isEqualTo("hello\n");
        assertThat(curl(url + "big.bin")).isEqualTo(BIG);
        assertThat(curl("--http1.0", url + "big.bin")).isEqualTo(BIG);
        assertThat(curl("--head", url + "big.bin")).asString(UTF_8).contains("Content-Length: 3000000\r\n");
        assertThat(curl("--range", "2-4", url + "a%20b.txt")).asString(UTF_8).isEqualTo("llo");
        assertThat(curl("--range", "-1000000", url + "big.bin"))
                .isEqualTo(Arrays.copyOfRange(BIG, 2_000_000, 3_000_000));
        assertThat(curl("--location", url + "sub")).asString(UTF_8).contains("Parent folder");
        assertThat(status("--path-as-is", url + "../secret")).isEqualTo("400");
        assertThat(status("--data", "a=b", url)).isEqualTo("405");
        assertThat(status("--upload-file", root.resolve("big.bin").toString(), url))
                .isEqualTo("405");
        assertThat(status("--request", "GET", "--data", "a=b", url)).isEqualTo("200");
    }

    @Test
    void shouldResumeAndNotSendAgainWhatCurlHas() throws Exception {
        Path part = Files.write(folder.resolve("part"), Arrays.copyOf(BIG, 1_234_567));
        curl("--continue-at", "-", "--output", part.toString(), url + "big.bin");
        assertThat(Files.readAllBytes(part)).isEqualTo(BIG);

        Path etag = folder.resolve("etag");
        curl("--etag-save", etag.toString(), "--output", part.toString(), url + "big.bin");
        assertThat(status("--etag-compare", etag.toString(), url + "big.bin")).isEqualTo("304");
        assertThat(status("--time-cond", root.resolve("big.bin").toString(), url + "big.bin"))
                .isEqualTo("304");
    }

    @Test
    void shouldServeWget() throws Exception {
        Programs.assumeInstalled("wget");
        Path part = Files.write(folder.resolve("big.bin"), Arrays.copyOf(BIG, 1_234_567));
        Programs.run(new byte[0], "wget", "-q", "-c", "-P", folder.toString(), url + "big.bin");
        assertThat(Files.readAllBytes(part)).isEqualTo(BIG);

        Path mirror = folder.resolve("mirror");
        Programs.run(new byte[0], "wget", "-q", "-r", "-np", "-nH", "-P", mirror.toString(), url);
        assertThat(Files.readString(mirror.resolve("a b.txt"))).isEqualTo("hello\n");
        assertThat(mirror.resolve("sub/index.html")).exists();
    }

    @Test
    void shouldServePythonOverOneConnection() throws Exception {
        Programs.assumeInstalled("python3");
        String program = """
                import http.client, sys
                client = http.client.HTTPConnection('127.0.0.1', int(sys.argv[1]), timeout=20)
                for method, path in [('GET', '/big.bin'), ('HEAD', '/big.bin'), ('GET', '/none'), ('GET', '/a%20b.txt')]:
                    client.request(method, path)
                    socket = client.sock
                    answer = client.getresponse()
                    print(answer.status, len(answer.read()), answer.getheader('Content-Length'), client.sock is socket)
                """;
        byte[] said = Programs.run(program.getBytes(UTF_8), "python3", "-", String.valueOf(server.awaitPort()));
        assertThat(new String(said, UTF_8))
                .matches("200 3000000 3000000 True\\R200 0 3000000 True\\R404 \\d+ \\d+ True\\R200 6 6 True\\R");
    }

    @Test
    void shouldAnswerWhatNetcatPipesIn() throws Exception {
        Programs.assumeOpenBsdNetcat();
        String request = "GET /a%20b.txt HTTP/1.1\r\nHost: x\r\n\r\n";
        String requests = String.join("", Collections.nCopies(100, request));
        byte[] answers =
                Programs.run(requests.getBytes(UTF_8), "nc", "-N", "127.0.0.1", String.valueOf(server.awaitPort()));
        assertThat(new String(answers, UTF_8).split("\r\n\r\nhello\n", -1)).hasSize(101);
    }

    @Test
    void shouldServeTheEndOfThreeGibibytes() throws Exception {
        try (var sparse = FileChannel.open(
                root.resolve("huge"), StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.SPARSE)) {
            sparse.write(ByteBuffer.wrap("the end".getBytes(UTF_8)), 3L << 30);
        }
        assertThat(curl("--range", "-7", url + "huge")).asString(UTF_8).isEqualTo("the end");
        assertThat(curl("--range", "3221225472-", url + "huge")).asString(UTF_8).isEqualTo("the end");
        assertThat(curl("--range", "3221125472-", url + "huge")).hasSize(100_007);
    }

    @Test
    void shouldLogOneLineForEachAnswerAndNoneForNonsense() throws Exception {
        curl(url + "a%20b.txt");
        curl("--header", "Range: bytes=0-0", url + "a%20b.txt");
        status(url + "none");
        server.signal("TERM");
        server.awaitExit();

        assertThat(server.stderr().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches(".* INFO FilesHandler: 127.0.0.1:\\d+ GET /a%20b.txt 200 6"),
                        line -> assertThat(line).matches(".* INFO FilesHandler: 127.0.0.1:\\d+ GET /a%20b.txt 206 1"),
                        line -> assertThat(line).startsWith("selkie: stopped by SIGTERM"));
    }

    @Test
    void shouldSendAllThatIsOnItsWayToAReaderThatGoesOnReading() throws Exception {
        int size = 16 * 1024 * 1024 + 1;
        Files.write(root.resolve("pending.bin"), Payload.bytes(size));
        try (Socket client = server.connect()) {
            client.getOutputStream().write("GET /pending.bin HTTP/1.0\r\n\r\n".getBytes(UTF_8));
            assertThat(client.getInputStream().read()).isEqualTo('H');
            server.signal("TERM");
            server.awaitDeaf(server.awaitPort());
            byte[] rest = client.getInputStream().readAllBytes();
            assertThat(Arrays.copyOfRange(rest, rest.length - size, rest.length))
                    .isEqualTo(Payload.bytes(size));
        }
        assertThat(server.awaitExit()).isEqualTo(143);
        assertThat(server.stderr()).endsWith("selkie: stopped by SIGTERM: 1 connection drained, 0 cut\n");
    }
}
