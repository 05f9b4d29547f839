package dev.selkie.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * Requests for one document.
 *
 * @param connections at once
 * @param pipeline requests on their way on each connection, in a closed loop; 0 for one request on each, which the server
 *     is asked to close then
 * @param path of the document
 * @param body what the document is, a character for each byte
 */
public record HttpLoad(
        InetSocketAddress server, long serverPid, int connections, int pipeline, String path, String body, Pace pace)
        implements Load {
    @Override
    public LoadResult run(IdleConnections idle) throws IOException {
        byte[] contents = body.getBytes(ISO_8859_1);
        String close = pipeline == 0 ? "Connection: close\r\n" : "";
        byte[] request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: selkie-bench\r\n" + close
                        + "\r\n")
                .getBytes(US_ASCII);
        try (var driver = new Driver()) {
            var requests = new RepeatedBytes(request);
            var expected = new RepeatedBytes(contents);
            Supplier<Answers> answers = () -> new HttpAnswers("HTTP/1.1 200 ", expected, contents.length);
            for (int i = 0; i < connections; i++) {
                driver.add(
                        pipeline == 0
                                ? new ConnectClient(driver, server, Sources.of(i), requests, request.length, answers)
                                : new StreamClient(
                                        driver, server, 0, requests, 0, request.length, pipeline, answers.get()));
            }
            return driver.run(pace, serverPid);
        }
    }
}
