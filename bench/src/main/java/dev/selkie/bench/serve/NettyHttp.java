package dev.selkie.bench.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Netty's HTTP codec with {@code /hello} and files, as in its examples. Arguments: the transport, the directory. */
public final class NettyHttp {
    private NettyHttp() {}

    public static void main(String[] args) throws InterruptedException {
        var directory = Path.of(args[1]);
        NettyTransport.valueOf(args[0]).serve(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpServerCodec(), new Documents(directory));
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
    private static final class Documents extends SimpleChannelInboundHandler<HttpRequest> {
        private static final byte[] HELLO = "Hello, World".getBytes(US_ASCII);

        private final Path directory;

        Documents(Path directory) {
            this.directory = directory;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpRequest request) throws IOException {
            if (request.uri().equals("/hello")) {
                var response = new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(HELLO));
                response.headers()
                        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                        .setInt(HttpHeaderNames.CONTENT_LENGTH, HELLO.length);
                close(context.write(response), request);
            } else {
                close(sendFile(context, directory.resolve(request.uri().substring(1))), request);
            }
        }

        private static ChannelFuture sendFile(ChannelHandlerContext context, Path path) throws IOException {
            var file = new RandomAccessFile(path.toFile(), "r");
            var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_OCTET_STREAM)
                    .set(HttpHeaderNames.CONTENT_LENGTH, file.length());
            context.write(response);
            context.write(new DefaultFileRegion(file.getChannel(), 0, file.length()));
            return context.write(LastHttpContent.EMPTY_LAST_CONTENT);
        }

        private static void close(ChannelFuture written, HttpRequest request) {
            if (!HttpUtil.isKeepAlive(request)) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
