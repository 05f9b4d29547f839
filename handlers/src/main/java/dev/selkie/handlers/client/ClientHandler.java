package dev.selkie.handlers.client;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.ConnectionOptions;
import dev.selkie.handler.StreamRequestHandler;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A client's connection: it hears what comes, and says what its {@link Conversation} wants said. */
public final class ClientHandler extends StreamRequestHandler {
    private final Conversation conversation;

    /**
     * For one connection.
     *
     * @param conversation that has not begun
     */
    public ClientHandler(Conversation conversation) {
        this.conversation = conversation;
    }

    /**
     * What suits it: silence is the conversation's business, and a message of any length is sent while its reply is read. A
     * client that stopped reading until the server takes more would wait for ever where the server does the same.
     *
     * @return for {@link dev.selkie.server.ConnectorOptions#withConnection}
     */
    public static ConnectionOptions options() {
        int largest = LineMessages.MAX_LINE_BYTES;
        return ConnectionOptions.defaults()
                .withIdleTimeout(Duration.ZERO)
                .withMarks(largest, largest)
                .withMaxOutputBytes(largest);
    }

    @Override
    protected void setup() {
        conversation.begin(new Mouth());
    }

    @Override
    protected void handle(ByteBuffer received) {
        conversation.received(received);
    }

    /** Does not close: the other side may still listen, and the conversation knows what to do. */
    @Override
    protected void endOfInput() {
        conversation.ended();
    }

    @Override
    protected void closed(CloseReason reason, long unsentBytes) {
        conversation.closed(CloseReasons.describe(reason), unsentBytes);
    }

    /** What it is told. */
    private final class Mouth implements Partner {
        @Override
        public void send(ByteBuffer message) {
            connection().write(message);
            conversation.sent();
        }

        @Override
        public void pause() {
            connection().pause();
        }

        @Override
        public void resume() {
            connection().resume();
        }

        @Override
        public void end(boolean brokenOff) {
            if (brokenOff) {
                connection().abort();
            } else {
                connection().close();
            }
        }
    }
}
