package dev.selkie.handlers;

import dev.selkie.server.Addresses;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs who said what, and says that it has; {@code exit} ends this client's session. */
public final class ChatHandler extends MessageRequestHandler {
    private static final Logger log = LoggerFactory.getLogger(ChatHandler.class);
    private static final String RECEIVED = "服务器已经收到你的信息";

    /**
     * One for each connection.
     *
     * @param framing where messages end
     */
    public ChatHandler(Framing framing) {
        super(framing);
    }

    @Override
    protected void handleMessage(ByteBuffer message) {
        if (is(message, "exit")) {
            connection().close();
        } else {
            log.info("{} said: {}", Addresses.format(clientAddress()), Printable.escape(text(message)));
            say(RECEIVED);
        }
    }
}
