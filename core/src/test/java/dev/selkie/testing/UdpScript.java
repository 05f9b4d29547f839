package dev.selkie.testing;

import dev.selkie.handler.DatagramRequestHandler;
import dev.selkie.handler.Server;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A handler that echoes, and notes its calls; what it does may be overridden, and what handlers may call is public here. */
public class UdpScript extends DatagramRequestHandler {
    private final List<String> calls = new ArrayList<>();

    public List<String> calls() {
        return calls;
    }

    @Override
    protected final void setup() throws Exception {
        calls.add("setup");
        onSetup();
    }

    @Override
    protected final void handle(ByteBuffer packet) throws Exception {
        calls.add("handle " + packet.remaining() + (isTruncated() ? " cut" : ""));
        onHandle(packet);
    }

    @Override
    protected final void finish() throws Exception {
        calls.add("finish");
        onFinish();
    }

    protected void onSetup() throws Exception {}

    protected void onHandle(ByteBuffer packet) throws Exception {
        answer(packet);
    }

    protected void onFinish() throws Exception {}

    public final boolean answer(ByteBuffer packet) {
        return reply(packet);
    }

    public final boolean sendTo(SocketAddress target, ByteBuffer packet) {
        return send(packet, target);
    }

    public final InetSocketAddress client() {
        return clientAddress();
    }

    public final Server mine() {
        return server();
    }
}
