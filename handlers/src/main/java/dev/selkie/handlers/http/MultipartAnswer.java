package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.ByteRange;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Several pieces of one file in one answer. */
final class MultipartAnswer {
    private final Request request;
    private final Document document;

    /** Random, so that nobody can put it into a file beforehand. */
    private final String boundary =
            Long.toHexString(ThreadLocalRandom.current().nextLong()) + Long.toHexString(System.nanoTime());

    MultipartAnswer(Request request, Document document) {
        this.request = request;
        this.document = document;
    }

    Answer of(List<ByteRange> ranges, HttpFields.Mutable fields) throws IOException {
        List<ByteBuffer> heads = new ArrayList<>();
        ByteBuffer end = ISO_8859_1.encode("\r\n--" + boundary + "--\r\n");
        long bytes = end.remaining();
        for (ByteRange range : ranges) {
            ByteBuffer head = ISO_8859_1.encode((heads.isEmpty() ? "" : "\r\n") + "--" + boundary
                    + "\r\nContent-Type: " + document.type()
                    + "\r\nContent-Range: " + range.toHeaderValue(document.size()) + "\r\n\r\n");
            bytes += head.remaining() + range.getLength();
            heads.add(head);
        }
        fields.put(HttpHeader.CONTENT_TYPE, "multipart/byteranges; boundary=" + boundary);
        var answer = new Answer(request, 206, fields, bytes);
        try {
            for (int i = 0; i < heads.size(); i++) {
                answer.then(heads.get(i));
                document.append(answer, ranges.get(i).first(), ranges.get(i).getLength());
            }
        } catch (IOException | RuntimeException failure) {
            answer.close();
            throw failure;
        }
        return answer.then(end);
    }
}
