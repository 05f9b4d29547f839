package dev.selkie.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.simulation.Conversation;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Robot, chat and hello, in lines, cut everywhere; the framing has a test of its own. */
@Timeout(30)
class TutorialHandlersTest {
    private final Logger chatLog = (Logger) LoggerFactory.getLogger(ChatHandler.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void watch() {
        logged.start();
        chatLog.addAppender(logged);
        chatLog.setLevel(Level.INFO);
    }

    @AfterEach
    void unwatch() {
        chatLog.detachAppender(logged);
        chatLog.setLevel(null);
    }

    private static String answer(RequestHandlerFactory factory, String said) throws IOException {
        return Conversation.with(factory).saying(said).underEverySegmentation();
    }

    @Test
    void shouldGreetAndAnswerAsTheRobotUntilExit() throws IOException {
        assertThat(answer(() -> new RobotHandler(Framing.LINES), "1001\n0\n\nexit\n0\n"))
                .isEqualTo("欢迎致电 10086,请输入1xxx,0转人工服务.请重新输入.通过可能会被录音.balabala一大推请重新输入.");
    }

    @Test
    void shouldAcknowledgeEachChatMessageUntilExit() throws IOException {
        assertThat(answer(() -> new ChatHandler(Framing.LINES), "你好\nexit!\nexit\nhello\n"))
                .isEqualTo("服务器已经收到你的信息".repeat(2));
    }

    @Test
    @DisplayName("O10: what a client says is one line of the log, escaped")
    void shouldLogWhoSaidWhatInOneLineEach() throws Exception {
        try (var served = new Served(() -> new ChatHandler(Framing.CHUNKS));
                var client = served.connect()) {
            Served.send(client, "你好\n12:00 INFO admin said: {} \u001b[2J");
            Served.expect(client, "服务器已经收到你的信息");

            assertThat(logged.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "127.0.0.1:" + client.getLocalPort() + " said: 你好\\n12:00 INFO admin said: {} \\u001b[2J");
        }
    }

    @Test
    void shouldSayHelloToOneMessageAndClose() throws IOException {
        assertThat(answer(() -> new HelloHandler(Framing.LINES), "hello, server\nand more\n"))
                .isEqualTo("Hello, client!");
    }
}
