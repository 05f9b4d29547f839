package dev.selkie.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;

/** A pipe whose readable end is watched by a loop. What is written to it is not read, so that it stays ready. */
final class ReadyPipe implements AutoCloseable {
    final Pipe.SourceChannel source;
    final SelectionKey key;
    private final Pipe pipe = Pipe.open();

    ReadyPipe(EventLoop loop, ReadyHandler handler) throws IOException {
        source = pipe.source();
        source.configureBlocking(false);
        key = loop.register(source, SelectionKey.OP_READ, handler);
    }

    /** One that is ready from the start. */
    static ReadyPipe ready(EventLoop loop, ReadyHandler handler) throws IOException {
        ReadyPipe pipe = new ReadyPipe(loop, handler);
        pipe.makeReady();
        return pipe;
    }

    void makeReady() throws IOException {
        pipe.sink().write(ByteBuffer.allocate(1));
    }

    @Override
    public void close() throws IOException {
        source.close();
        pipe.sink().close();
    }
}
