package dev.selkie.handlers.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A regular file that is open, and what it was when it was opened.
 *
 * @param name its own, without the way to it
 */
record OpenFile(String name, FileChannel channel, BasicFileAttributes attributes) implements Found {
    long size() {
        return attributes.size();
    }

    /**
     * Reads a piece into memory.
     *
     * @throws EOFException when the file has become shorter
     */
    ByteBuffer read(long offset, int count) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(count);
        while (piece.hasRemaining()) {
            if (channel.read(piece, offset + piece.position()) < 0) {
                throw new EOFException(name + " has become shorter");
            }
        }
        return piece.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
