package dev.selkie.testing;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.server.ServerOptions;
import dev.selkie.server.TcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A server that runs on a thread of its own, for what blocks. Its clients block too, but not for ever. */
public final class RunningServer extends TcpServer {
    private static final int PATIENCE_MILLIS = 20_000;

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "server");

    public RunningServer(RequestHandlerFactory factory) throws IOException {
        this(factory, ServerOptions.defaults());
    }

    @SuppressWarnings("this-escape") // the class is final
    public RunningServer(RequestHandlerFactory factory, ServerOptions options) throws IOException {
        super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), factory, options);
        thread.start();
    }

    private void run() {
        try {
            serveForever();
        } catch (IOException failure) {
            errors.add(failure);
        }
    }

    public int port() {
        return serverAddress().getPort();
    }

    public Socket connect() throws IOException {
        return connect(0);
    }

    /** A client with a small receive buffer, for tests that fill the socket; 0 leaves it as it is. */
    public Socket connect(int receiveBufferBytes) throws IOException {
        var socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(serverAddress(), PATIENCE_MILLIS);
        return socket;
    }

    /** What {@code handleError} was given. */
    public List<Throwable> errors() {
        return errors;
    }

    @Override
    protected void handleError(@Nullable SocketAddress clientAddress, Throwable failure) {
        errors.add(failure);
    }
}
