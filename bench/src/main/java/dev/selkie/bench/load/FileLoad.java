package dev.selkie.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Each of some connections gets the first bytes of one file, all at the same time. The longest and the shortest latency
 * are the last and the first that has finished.
 *
 * @param connections at once
 * @param bytes for each
 * @param path of the file, for a server that speaks HTTP; empty for one that is asked by an offset and a count
 */
public record FileLoad(InetSocketAddress server, long serverPid, int connections, long bytes, String path)
        implements Load {
    @Override
    public LoadResult run(IdleConnections idle) throws IOException {
        byte[] request = path.isEmpty() ? offsetAndCount() : range();
        try (var driver = new Driver()) {
            var requests = new RepeatedBytes(request);
            var contents = RepeatedBytes.random();
            for (int i = 0; i < connections; i++) {
                Answers answers = path.isEmpty()
                        ? new ExpectedStream(contents, 0, bytes)
                        : new HttpAnswers("HTTP/1.1 206 ", contents, bytes);
                driver.add(new StreamClient(
                        driver, server, StreamClient.DOWNLOAD_BUFFER_BYTES, requests, 0, request.length, 1, answers));
            }
            return driver.once(serverPid);
        }
    }

    private byte[] offsetAndCount() {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(0).putLong(bytes).array();
    }

    private byte[] range() {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-" + (bytes - 1) + "\r\n\r\n")
                .getBytes(US_ASCII);
    }
}
