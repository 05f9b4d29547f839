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

/** Several pieces of one file in one answer. May block. */
final class MultipartAnswer {
    private final Request request;
    private final OpenFile file;
    private final FileAnswer.Again again;
    private final String type;

    /** Random, so that nobody can put it into a file beforehand. */
    private final String boundary =
            Long.toHexString(ThreadLocalRandom.current().nextLong()) + Long.toHexString(System.nanoTime());

    MultipartAnswer(Request request, OpenFile file, FileAnswer.Again again, String type) {
        this.request = request;
        this.file = file;
        this.again = again;
        this.type = type;
    }

    /** The answer. Has files of its own: the one given stays open. */
    Answer of(List<ByteRange> ranges, HttpFields.Mutable fields) throws IOException {
        List<ByteBuffer> heads = new ArrayList<>();
        ByteBuffer end = ISO_8859_1.encode("\r\n--" + boundary + "--\r\n");
        long bytes = end.remaining();
        for (ByteRange range : ranges) {
            ByteBuffer head = ISO_8859_1.encode((heads.isEmpty() ? "" : "\r\n") + "--" + boundary
                    + "\r\nContent-Type: " + type
                    + "\r\nContent-Range: " + range.toHeaderValue(file.size()) + "\r\n\r\n");
            bytes += head.remaining() + range.getLength();
            heads.add(head);
        }
        fields.put(HttpHeader.CONTENT_TYPE, "multipart/byteranges; boundary=" + boundary);
        var answer = new Answer(request, 206, fields, bytes);
        try {
            for (int i = 0; i < heads.size(); i++) {
                answer.then(heads.get(i));
                append(answer, ranges.get(i));
            }
        } catch (IOException | RuntimeException failure) {
            answer.close();
            throw failure;
        }
        return answer.then(end);
    }

    /** A connection closes each file behind its piece: pieces that are not read into memory need one each. */
    private void append(Answer answer, ByteRange range) throws IOException {
        if (range.getLength() <= FileAnswer.SMALL_BYTES) {
            answer.then(file.read(range.first(), (int) range.getLength()));
            return;
        }
        OpenFile same = again.open();
        answer.then(same.channel(), range.first(), range.getLength());
        if (!Validators.of(same.attributes()).equals(Validators.of(file.attributes()))) {
            throw new ReplacedException(file.name());
        }
    }
}
