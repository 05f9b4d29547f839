package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.selkie.handler.DatagramRequestHandler;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Prints each datagram as one line, and never answers. */
public final class UdpSinkHandler extends DatagramRequestHandler {
    private final Consumer<String> printer;
    private final boolean stopOnExit;

    /**
     * One for a socket.
     *
     * @param printer is given each datagram's text, {@linkplain Printable#escape escaped}, on the loop's thread
     * @param stopOnExit whether a datagram that is {@code exit}, but for white space around it, stops the server. Anybody who
     *     can send to it can send that
     */
    public UdpSinkHandler(Consumer<String> printer, boolean stopOnExit) {
        this.printer = printer;
        this.stopOnExit = stopOnExit;
    }

    @Override
    protected void handle(ByteBuffer packet) {
        String text = UTF_8.decode(packet).toString();
        printer.accept(Printable.escape(text));
        if (stopOnExit && text.strip().equals("exit")) {
            server().shutdown();
        }
    }
}
