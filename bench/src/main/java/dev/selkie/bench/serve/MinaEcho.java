package dev.selkie.bench.serve;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.service.IoHandlerAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.transport.socket.nio.NioSocketAcceptor;

/** MINA's echo server, as in its examples, with one processor. */
public final class MinaEcho {
    private static final int BACKLOG = 4096;

    private MinaEcho() {}

    public static void main(String[] args) throws IOException {
        var acceptor = new NioSocketAcceptor(1);
        acceptor.setBacklog(BACKLOG);
        acceptor.getSessionConfig().setTcpNoDelay(true);
        acceptor.setHandler(new Echo());
        acceptor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Ready.tell(acceptor.getLocalAddress());
    }

    private static final class Echo extends IoHandlerAdapter {
        @Override
        public void messageReceived(IoSession session, Object message) {
            session.write(((IoBuffer) message).duplicate());
        }

        @Override
        public void exceptionCaught(IoSession session, Throwable cause) {
            session.closeNow();
        }
    }
}
