package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.CloseReason;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HelloHttpHandlerTest {
    private static final String HELLO = "Hello, World";

    private Served served;
    private Socket client;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(HelloHttpHandler::new);
        client = served.connect();
    }

    @AfterEach
    void end() throws Exception {
        client.close();
        served.close();
    }

    private String answer(String said) throws Exception {
        Served.send(client, said);
        return Served.readToEnd(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "this is a client",
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc",
                "HEADER",
                "HEAD",
                "head / HTTP/1.1\r\n\r\n",
                "\n"
            })
    void shouldAnswerWhateverItIsByHttp(String said) throws Exception {
        String answer = answer(said);
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nContent-Type: text/plain\r\n", "\r\nContent-Length: 12\r\n", "\r\nConnection: close\r\n")
                .containsPattern("\r\nDate: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n")
                .endsWith("\r\n\r\n" + HELLO);
        assertThat(answer.replace("\r\n", "")).doesNotContain("\r", "\n");
        assertThat(HELLO.getBytes(UTF_8)).hasSize(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", "HEAD "})
    void shouldAnswerWhoAsksForTheHeadWithTheHeadAlone(String said) throws Exception {
        assertThat(answer(said))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nContent-Length: 12\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void shouldAnswerARequestThatGoesOnWithoutAReset() throws Exception {
        client.getOutputStream().write(("POST / HTTP/1.1\r\n\r\n" + "x".repeat(1_000_000)).getBytes(UTF_8));
        client.shutdownOutput();
        assertThat(Served.readToEnd(client)).endsWith(HELLO);
        served.awaitClosed(CloseReason.CLOSED_BY_HANDLER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE"})
    void shouldBeUnderstoodByAnHttpClient(String method) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + client.getPort() + "/any");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(method.equals("HEAD") ? "" : HELLO);
    }
}
