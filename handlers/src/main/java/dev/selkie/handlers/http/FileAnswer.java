package dev.selkie.handlers.http;

import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.http.ByteRange;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Answers with a file, with pieces of it, or with the word that the client has it already. May block. */
final class FileAnswer {
    /**
     * A piece that is not longer is read here and goes out with the head, by one call of the kernel; and it keeps no file open
     * while it waits for a slow client. Longer ones never enter the process.
     */
    static final int SMALL_BYTES = 8 * 1024;

    /** Opens the same file once more. */
    interface Again {
        OpenFile open() throws IOException;
    }

    private final Pages pages;
    private final Request request;
    private final OpenFile file;
    private final Again again;
    private final HttpFields.Mutable fields;
    private boolean handedOver;

    private FileAnswer(Pages pages, Request request, OpenFile file, Again again) {
        this.pages = pages;
        this.request = request;
        this.file = file;
        this.again = again;
        this.fields = pages.fields(request);
    }

    /**
     * The answer to a request for a file.
     *
     * @param file is closed, or the answer's
     */
    static Answer of(Pages pages, Request request, OpenFile file, Again again) throws IOException, RefusedException {
        var maker = new FileAnswer(pages, request, file, again);
        try {
            return maker.answer();
        } finally {
            if (!maker.handedOver) {
                file.close();
            }
        }
    }

    private Answer answer() throws IOException, RefusedException {
        Validators validators = Validators.of(file.attributes());
        Validators.Verdict verdict = validators.check(request);
        if (verdict == Validators.Verdict.FAILED) {
            throw RefusedException.of(412);
        }
        fields.put(HttpHeader.ETAG, validators.etag())
                .put(HttpHeader.LAST_MODIFIED, validators.lastModified(pages.nowMillis()));
        if (verdict == Validators.Verdict.NOT_MODIFIED) {
            return new Answer(request, 304, fields, -1);
        }
        fields.put(HttpHeader.ACCEPT_RANGES, "bytes");
        List<ByteRange> ranges = validators.isOtherThanIn(request) ? null : ranges();
        if (ranges == null) {
            fields.put(HttpHeader.CONTENT_TYPE, MediaTypes.of(file.name()));
            return send(head(200, file.size()), 0, file.size());
        }
        if (ranges.isEmpty()) {
            fields.put(HttpHeader.CONTENT_RANGE, ByteRange.toNonSatisfiableHeaderValue(file.size()));
            return pages.message(request, 416, fields, "The file has no such piece.");
        }
        if (ranges.size() == 1) {
            return piece(ranges.get(0));
        }
        return new MultipartAnswer(request, file, again, MediaTypes.of(file.name())).of(ranges, fields);
    }

    private @Nullable List<ByteRange> ranges() {
        String field = request.value(HttpHeader.RANGE);
        return field == null || request.isHead() ? null : Ranges.parse(field, file.size());
    }

    private Answer head(int status, long bodyBytes) {
        return new Answer(request, status, fields, bodyBytes);
    }

    private Answer piece(ByteRange range) throws IOException {
        fields.put(HttpHeader.CONTENT_TYPE, MediaTypes.of(file.name()))
                .put(HttpHeader.CONTENT_RANGE, range.toHeaderValue(file.size()));
        return send(head(206, range.getLength()), range.first(), range.getLength());
    }

    private Answer send(Answer answer, long offset, long count) throws IOException {
        if (request.isHead()) {
            return answer;
        }
        if (count <= SMALL_BYTES) {
            return answer.then(file.read(offset, (int) count));
        }
        handedOver = true;
        return answer.then(file.channel(), offset, count);
    }
}
