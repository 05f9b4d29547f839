package dev.selkie.connection;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a handler as its connection does, and without one: what it leaves stands in front of what comes next. A million
 * inputs take seconds, where a simulated network takes minutes.
 */
public final class Fed {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean closed;
    private boolean ended;

    private Fed() {}

    /** What a handler writes when the input comes cut at these places, in ascending order. */
    public static byte[] answer(RequestLifecycle handler, byte[] input, int... cuts) throws Exception {
        return new Fed().feed(handler, input, cuts);
    }

    private byte[] feed(RequestLifecycle handler, byte[] input, int... cuts) throws Exception {
        handler.serve((Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> called(method, arguments)));
        int left = 0;
        for (int i = 0; i <= cuts.length; i++) {
            left = present(handler, input, left, i < cuts.length ? cuts[i] : input.length);
        }
        ended = true;
        present(handler, input, left, input.length);
        return written.toByteArray();
    }

    private int present(RequestLifecycle handler, byte[] input, int from, int to) throws Exception {
        if (closed || from == to) {
            return from;
        }
        ByteBuffer piece = ByteBuffer.wrap(Arrays.copyOfRange(input, from, to));
        handler.handle(piece);
        return from + piece.position();
    }

    private @Nullable Object called(Method method, Object[] arguments) {
        switch (method.getName()) {
            case "write" -> {
                ByteBuffer source = (ByteBuffer) arguments[0];
                byte[] bytes = new byte[source.remaining()];
                source.get(bytes);
                written.writeBytes(bytes);
                return !closed;
            }
            case "close" -> {
                closed = true;
                return null;
            }
            case "isWritable" -> {
                return !closed;
            }
            case "isPaused" -> {
                return false;
            }
            case "inputEnded" -> {
                return ended;
            }
            case "options" -> {
                return ConnectionOptions.defaults();
            }
            default -> throw new UnsupportedOperationException(method.getName());
        }
    }
}
