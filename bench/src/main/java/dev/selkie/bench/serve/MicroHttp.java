package dev.selkie.bench.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.microhttp.EventLoop;
import org.microhttp.Header;
import org.microhttp.NoopLogger;
import org.microhttp.OptionsBuilder;
import org.microhttp.Response;

/** microhttp with {@code /hello} and files, which it has no way to send but from memory. Argument: the directory. */
public final class MicroHttp {
    private static final byte[] HELLO = "Hello, World".getBytes(US_ASCII);
    private static final int BACKLOG = 4096;

    private MicroHttp() {}

    public static void main(String[] args) throws IOException {
        var directory = Path.of(args[0]);
        var options = OptionsBuilder.newBuilder()
                .withHost(InetAddress.getLoopbackAddress().getHostAddress())
                .withPort(0)
                .withAcceptLength(BACKLOG)
                .withConcurrency(1)
                .build();
        var loop = new EventLoop(options, NoopLogger.instance(), (request, callback) -> {
            String path = request.uri();
            byte[] body = path.equals("/hello") ? HELLO : read(directory.resolve(path.substring(1)));
            callback.accept(new Response(200, "OK", List.of(new Header("Content-Type", "text/plain")), body));
        });
        loop.start();
        Ready.tell(new InetSocketAddress(InetAddress.getLoopbackAddress(), loop.getPort()));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
