package dev.selkie.bench.serve;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.File;
import java.util.List;

/** Sends the asked part of a file as a file region. Arguments: the transport, the file. */
public final class NettyFiles {
    private NettyFiles() {}

    public static void main(String[] args) throws InterruptedException {
        var file = new File(args[1]);
        NettyTransport.valueOf(args[0]).serve(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Files(file));
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
    private static final class Files extends ByteToMessageDecoder {
        private final File file;

        Files(File file) {
            this.file = file;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (in.readableBytes() >= 2 * Long.BYTES) {
                context.writeAndFlush(new DefaultFileRegion(file, in.readLong(), in.readLong()));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
