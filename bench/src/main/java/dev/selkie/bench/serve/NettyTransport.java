package dev.selkie.bench.serve;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Netty's two ways to the sockets, each with one event loop. */
enum NettyTransport {
    NIO,
    EPOLL;

    private static final int BACKLOG = 4096;

    /** Serves connections until the process ends. */
    void serve(ChannelHandler connection) throws InterruptedException {
        var bootstrap = new ServerBootstrap()
                .group(group())
                .channel(this == NIO ? NioServerSocketChannel.class : EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(connection);
        var channel = bootstrap.bind(anyPort()).sync().channel();
        Ready.tell(channel.localAddress());
        channel.closeFuture().sync();
    }

    /** Serves datagrams until the process ends. */
    void serveDatagrams(ChannelHandler handler) throws InterruptedException {
        var bootstrap = new Bootstrap()
                .group(group())
                .channel(this == NIO ? NioDatagramChannel.class : EpollDatagramChannel.class)
                .handler(handler);
        var channel = bootstrap.bind(anyPort()).sync().channel();
        Ready.tell(channel.localAddress());
        channel.closeFuture().sync();
    }

    private MultiThreadIoEventLoopGroup group() {
        return new MultiThreadIoEventLoopGroup(
                1, this == NIO ? NioIoHandler.newFactory() : EpollIoHandler.newFactory());
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
