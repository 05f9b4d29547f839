package dev.selkie.handlers;

import dev.selkie.handler.DatagramRequestHandler;
import java.nio.ByteBuffer;

/** Sends each datagram back to where it came from, unless another server may live there, which might answer for ever. */
public final class UdpEchoHandler extends DatagramRequestHandler {
    /** One for a socket: {@code UdpEchoHandler::new}. */
    public UdpEchoHandler() {}

    @Override
    protected void handle(ByteBuffer packet) {
        reply(packet);
    }
}
