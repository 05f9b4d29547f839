package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.selkie.handler.LineRequestHandler;
import java.nio.ByteBuffer;

/**
 * Sends back each line of at most 8 KiB, whatever its bytes are, with LF; {@code quit} closes. A longer one is answered
 * {@code line too long}, and closes.
 */
public final class EchoLinesHandler extends LineRequestHandler {
    /** One for each connection: {@code EchoLinesHandler::new}. */
    public EchoLinesHandler() {}

    @Override
    protected void handleLine(ByteBuffer line) {
        if (line.equals(UTF_8.encode("quit"))) {
            connection().close();
        } else {
            connection().write(line);
            connection().write(UTF_8.encode("\n"));
        }
    }

    @Override
    protected void lineTooLong() {
        connection().write(UTF_8.encode("line too long\n"));
    }
}
