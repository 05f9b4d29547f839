package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients as the tutorials have them, one {@code recv(1024)} a message, and people with {@code nc}. */
@Timeout(30)
class TutorialsJarTest {
    private static final String GREETING = "欢迎致电 10086,请输入1xxx,0转人工服务.";
    private static final String CONNECTED = "通过可能会被录音.balabala一大推";
    private static final String AGAIN = "请重新输入.";
    private static final String RECEIVED = "服务器已经收到你的信息";

    /** Arguments: port, whether the server speaks first, messages. Prints what each recv gave, as Python writes it. */
    private static final String CLIENT = """
            import socket, sys
            with socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=10) as client:
                if sys.argv[2] == 'greeting':
                    print(ascii(client.recv(1024).decode()))
                for message in sys.argv[3:]:
                    client.send(message.encode())
                    print(ascii(client.recv(1024).decode()))
            """;

    private static SelkieProcess robot;
    private static SelkieProcess chat;
    private static SelkieProcess hello;
    private static SelkieProcess helloHttp;

    @BeforeAll
    static void start() throws IOException {
        robot = SelkieProcess.start("robot", "--port", "0");
        chat = SelkieProcess.start("chat", "--port", "0");
        hello = SelkieProcess.start("hello", "--port", "0");
        helloHttp = SelkieProcess.start("hello-http", "--port", "0");
    }

    @AfterAll
    static void stop() {
        for (SelkieProcess server : List.of(robot, chat, hello, helloHttp)) {
            server.close();
        }
    }

    private static List<String> python(SelkieProcess server, String... greetingAndMessages) throws Exception {
        Programs.assumeInstalled("python3");
        List<String> command = new ArrayList<>(List.of("python3", "-c", CLIENT, String.valueOf(server.awaitPort())));
        for (String argument : greetingAndMessages) {
            command.add(argument);
        }
        byte[] printed = Programs.run(new byte[0], command.toArray(String[]::new));
        return new String(printed, UTF_8).lines().toList();
    }

    private static String ascii(String text) {
        var written = new StringBuilder("'");
        text.chars().forEach(c -> written.append(c < 128 ? String.valueOf((char) c) : String.format("\\u%04x", c)));
        return written.append("'").toString();
    }

    @Test
    void shouldServeTheTutorialsRobotClientThreeTimesInARow() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(python(robot, "greeting", "1001", "0", "exit"))
                    .containsExactly(ascii(GREETING), ascii(AGAIN), ascii(CONNECTED), "''");
        }
    }

    @Test
    void shouldServeTheTutorialsChatClientAndLogWhatItSaid() throws Exception {
        assertThat(python(chat, "silence", "hello", "there\u001b[2J", "exit"))
                .containsExactly(ascii(RECEIVED), ascii(RECEIVED), "''");
        Awaitility.await()
                .untilAsserted(() -> assertThat(chat.stderr())
                        .containsPattern("INFO ChatHandler: 127\\.0\\.0\\.1:\\d+ said: hello\\R")
                        .contains(" said: there\\u001b[2J\n")
                        .doesNotContain("\u001b", "said: exit", "serving"));
    }

    @Test
    void shouldServeTheTutorialsHelloClient() throws Exception {
        assertThat(python(hello, "silence", "Hello, server!")).containsExactly("'Hello, client!'");
    }

    @Test
    void shouldServeTheTutorialsHttpClientThatSpeaksNoHttp() throws Exception {
        List<String> answers = python(helloHttp, "silence", "this is a client");
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0)).startsWith("'HTTP/1.1 200 OK\\r\\n").endsWith("\\r\\n\\r\\nHello, World'");
    }

    @Test
    void shouldSayHelloToCurl() throws Exception {
        Programs.assumeInstalled("curl");
        String url = "http://127.0.0.1:" + helloHttp.awaitPort() + "/any";
        assertThat(curl(url, "--data", "question")).isEqualTo("Hello, World");
        assertThat(curl(url, "--http1.0", "--include"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("\r\nHello, World");
        assertThat(curl(url, "--head"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nContent-Length: 12\r\n")
                .endsWith("\r\n\r\n");
    }

    private static String curl(String url, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--noproxy", "*", url));
        command.addAll(List.of(options));
        return new String(Programs.run(new byte[0], command.toArray(String[]::new)), UTF_8);
    }

    @Test
    void shouldTalkInLinesToPeopleWithNetcat() throws Exception {
        Programs.assumeOpenBsdNetcat();
        byte[] answer = Programs.run(
                "1001\n0\r\nexit\n0\n".getBytes(UTF_8), "nc", "-N", "127.0.0.1", String.valueOf(robot.awaitPort()));

        assertThat(new String(answer, UTF_8)).isEqualTo(GREETING + AGAIN + CONNECTED);
    }

    @Test
    void shouldServe50AtOnceBesideASilentOneAndOthersThatLeaveEarly() throws Exception {
        try (Socket silent = robot.connect()) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                clients.add(robot.connect());
                robot.connect().close();
            }
            for (Socket client : clients) {
                expect(client, GREETING);
                send(client, "0");
            }
            for (Socket client : clients) {
                expect(client, CONNECTED);
                send(client, "exit");
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                client.close();
            }
            expect(silent, GREETING);
        }
        assertThat(robot.stdout()).matches("listening on 127\\.0\\.0\\.1:\\d+\\R");
        assertThat(robot.stderr()).isEmpty();
    }

    @Test
    void shouldAnswerAClientThatHasEndedItsSide() throws Exception {
        try (Socket client = hello.connect()) {
            send(client, "hello");
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("Hello, client!");
        }
    }

    @Test
    void shouldStartOnlyOnceOnAPort() throws Exception {
        try (var second = SelkieProcess.start("chat", "--port", String.valueOf(chat.awaitPort()))) {
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(second.stderr()).matches("selkie: cannot listen on .+\\R");
        }
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static void expect(Socket client, String text) throws IOException {
        byte[] bytes = client.getInputStream().readNBytes(text.getBytes(UTF_8).length);
        assertThat(new String(bytes, UTF_8)).isEqualTo(text);
    }
}
