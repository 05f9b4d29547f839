package dev.selkie.bench.serve;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;

/** Netty's echo server for datagrams. Argument: the transport. */
public final class NettyUdp {
    private NettyUdp() {}

    public static void main(String[] args) throws InterruptedException {
        NettyTransport.valueOf(args[0]).serveDatagrams(new Echo());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
    private static final class Echo extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            context.write(new DatagramPacket(packet.content().retain(), packet.sender()));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
