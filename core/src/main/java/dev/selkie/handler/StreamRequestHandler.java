package dev.selkie.handler;

import java.nio.ByteBuffer;

/**
 * A handler of bytes as they come, in pieces of any size: what one {@code write} of the peer sent may arrive in many
 * pieces, and many in one.
 *
 * <pre>{@code
 * public final class Echo extends StreamRequestHandler {
 *     @Override
 *     protected void handle(ByteBuffer received) {
 *         connection().write(received);
 *     }
 * }
 * }</pre>
 */
public abstract class StreamRequestHandler extends BaseRequestHandler {
    /** For subclasses. */
    protected StreamRequestHandler() {}

    @Override
    protected abstract void handle(ByteBuffer received) throws Exception;
}
