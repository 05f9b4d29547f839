package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.selkie.handlers.Served;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A site that is served, and asked byte by byte. Texts are bytes: ISO-8859-1. */
final class Website implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("\r\nContent-Length: ([0-9]+)\r\n");

    private final Path root;
    private final Served served;

    Website(Path root) throws IOException {
        this.root = root;
        Site site = Site.of(root);
        this.served = new Served(() -> new FilesHandler(site));
    }

    Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    Served served() {
        return served;
    }

    /** Sends, and reads to the end of the stream. */
    String ask(String raw) throws IOException {
        try (Socket client = served.connect()) {
            client.getOutputStream().write(raw.getBytes(ISO_8859_1));
            return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    /** One GET on a connection that closes. Fields each end with CRLF. */
    String get(String target, String... fields) throws IOException {
        return ask(
                "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + String.join("", fields) + "\r\n");
    }

    /** Reads one answer, and nothing behind it. */
    static String readAnswer(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the stream ended in a head: " + head);
            }
            head.write(next);
        }
        String text = head.toString(ISO_8859_1);
        var length = LENGTH.matcher(text);
        int bodyBytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return text + new String(in.readNBytes(bodyBytes), ISO_8859_1);
    }

    /** The status codes of the answers in a stream. */
    static List<Integer> statuses(String answers) {
        var found = new ArrayList<Integer>();
        var line = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) [^\r\n]+\r\n").matcher(answers);
        while (line.find()) {
            found.add(Integer.valueOf(line.group(1)));
        }
        return found;
    }

    static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    static String head(String answer) {
        return answer.substring(0, answer.indexOf("\r\n\r\n") + 4);
    }

    @Override
    public void close() throws IOException {
        served.close();
    }
}
