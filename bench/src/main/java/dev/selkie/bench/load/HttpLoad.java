package dev.selkie.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Requests for one document, on connections that stay.
 *
 * @param connections at once
 * @param pipeline requests on their way on each connection, in a closed loop
 * @param path of the document
 * @param body what the document is, a character for each byte
 */
public record HttpLoad(
        InetSocketAddress server, long serverPid, int connections, int pipeline, String path, String body, Pace pace)
        implements Load {
    @Override
    public LoadResult run(IdleConnections idle) throws IOException {
        byte[] contents = body.getBytes(ISO_8859_1);
        byte[] request =
                ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: selkie-bench\r\n\r\n").getBytes(US_ASCII);
        try (var driver = new Driver()) {
            var requests = new RepeatedBytes(request);
            var expected = new RepeatedBytes(contents);
            for (int i = 0; i < connections; i++) {
                var answers = new HttpAnswers("HTTP/1.1 200 ", expected, contents.length);
                driver.add(new StreamClient(driver, server, 0, requests, 0, request.length, pipeline, answers));
            }
            return driver.run(pace, serverPid);
        }
    }
}
