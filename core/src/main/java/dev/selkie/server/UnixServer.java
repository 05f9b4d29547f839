package dev.selkie.server;

import static java.util.Objects.requireNonNull;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.loop.EventLoop;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A server on a Unix domain socket: for clients on the same machine, and of the same user, since its file has mode 0600. A
 * client that may use it too needs another mode, set after the constructor, and a directory it can enter. Its constructors
 * listen, as {@link TcpServer}'s do. Clients have no address of their own.
 *
 * <p>A file that a dead server has left on the path is replaced; a living server's is not, nor any other file. {@code
 * close} removes the file. In Python it stays, and the next server cannot listen on it.
 *
 * <p>The path has at most 106 bytes. The socket is made in a directory beside it, with a name of eight bytes, so that a
 * shorter file name does not help. Of the options, those of addresses and ports have no meaning here. A connection that is
 * broken off ends as others do: Unix sockets have no reset to tell the peer that bytes are missing.
 *
 * <pre>{@code
 * try (var server = new UnixServer(Path.of("/run/echo.sock"), Echo::new)) {
 *     server.serveForever();
 * }
 * }</pre>
 */
public class UnixServer extends StreamServer {
    private final UnixDomainSocketAddress serverAddress;

    /**
     * A server with a loop of its own and the default options.
     *
     * @param path where to listen
     * @param factory makes the handler of each connection, {@code Echo::new}
     * @throws IOException when it cannot listen there: the message tells where and why
     */
    public UnixServer(Path path, RequestHandlerFactory factory) throws IOException {
        this(path, factory, ServerOptions.defaults());
    }

    /**
     * A server with a loop of its own.
     *
     * @param path where to listen
     * @param factory makes the handler of each connection
     * @param options its settings
     * @throws IOException when it cannot listen there: the message tells where and why
     */
    public UnixServer(Path path, RequestHandlerFactory factory, ServerOptions options) throws IOException {
        this(
                null,
                requireNonNull(factory, "factory"),
                path,
                listen(SelectorProvider.provider(), path, options),
                options);
    }

    /**
     * A server on a loop that others may use too, with the default options.
     *
     * @param loop run by its owner
     * @param path where to listen
     * @param factory makes the handler of each connection
     * @throws IOException when it cannot listen there: the message tells where and why
     * @throws IllegalStateException when the loop is closed
     */
    public UnixServer(EventLoop loop, Path path, RequestHandlerFactory factory) throws IOException {
        this(loop, path, factory, ServerOptions.defaults());
    }

    /**
     * A server on a loop that others may use too.
     *
     * @param loop run by its owner
     * @param path where to listen
     * @param factory makes the handler of each connection
     * @param options its settings
     * @throws IOException when it cannot listen there: the message tells where and why
     * @throws IllegalStateException when the loop is closed
     */
    public UnixServer(EventLoop loop, Path path, RequestHandlerFactory factory, ServerOptions options)
            throws IOException {
        this(borrowed(loop), requireNonNull(factory, "factory"), path, listen(loop.provider(), path, options), options);
    }

    private UnixServer(
            @Nullable EventLoop borrowed,
            RequestHandlerFactory factory,
            Path path,
            SocketFile file,
            ServerOptions options)
            throws IOException {
        super(borrowed, factory, file.channel(), file, options);
        this.serverAddress = UnixDomainSocketAddress.of(path); // the channel only knows where it was made
    }

    private static SocketFile listen(SelectorProvider provider, Path path, ServerOptions options) throws IOException {
        return SocketFile.listen(provider, path, options.requestQueueSize());
    }

    @Override
    public final UnixDomainSocketAddress serverAddress() {
        return serverAddress;
    }
}
