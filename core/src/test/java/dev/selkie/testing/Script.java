package dev.selkie.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.selkie.connection.CloseReason;
import dev.selkie.connection.Connection;
import dev.selkie.handler.StreamRequestHandler;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A handler that notes what is called, and does what the test tells it. By default it consumes what comes. */
public class Script extends StreamRequestHandler {
    private final List<String> events = new ArrayList<>();
    private @Nullable CloseReason reason;
    private long unsentBytes = -1;
    private int depth;

    /** What has been called, in order: {@code setup}, {@code handle abc}, {@code endOfInput}, … */
    public List<String> events() {
        return events;
    }

    public @Nullable CloseReason reason() {
        return reason;
    }

    public long unsentBytes() {
        return unsentBytes;
    }

    public boolean isClosed() {
        return reason != null;
    }

    /** The connection, for the test. */
    public Connection peer() {
        return connection();
    }

    protected void onSetup() throws Exception {}

    protected void onHandle(ByteBuffer received) throws Exception {
        received.position(received.limit());
    }

    protected void onEndOfInput() throws Exception {
        connection().close();
    }

    protected void onWritable() throws Exception {}

    protected void onFinish() throws Exception {}

    protected void onClosed() {}

    public static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    public static String take(ByteBuffer received) {
        byte[] bytes = new byte[received.remaining()];
        received.get(bytes);
        return new String(bytes, UTF_8);
    }

    private interface Step {
        void run() throws Exception;
    }

    /** No callback runs inside another. */
    private void noted(String event, Step step) throws Exception {
        events.add(event);
        depth++;
        try {
            if (depth > 1) {
                throw new AssertionError(event + " was called inside another callback: " + events);
            }
            step.run();
        } finally {
            depth--;
        }
    }

    @Override
    protected final void setup() throws Exception {
        noted("setup", this::onSetup);
    }

    @Override
    protected final void handle(ByteBuffer received) throws Exception {
        String text = received.remaining() <= 100 ? " " + take(received.duplicate()) : "…";
        noted("handle" + text, () -> onHandle(received));
    }

    @Override
    protected final void endOfInput() throws Exception {
        noted("endOfInput", this::onEndOfInput);
    }

    @Override
    protected final void writable() throws Exception {
        noted("writable", this::onWritable);
    }

    @Override
    protected final void finish() throws Exception {
        noted("finish", this::onFinish);
    }

    @Override
    protected final void closed(CloseReason why, long unsent) {
        events.add("closed " + why);
        reason = why;
        unsentBytes = unsent;
        onClosed();
    }
}
