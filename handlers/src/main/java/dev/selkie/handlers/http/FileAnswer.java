package dev.selkie.handlers.http;

import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.http.ByteRange;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Answers with a file, with pieces of it, or with the word that the client has it already. */
final class FileAnswer {
    private final Pages pages;
    private final Request request;
    private final Document document;
    private final HttpFields.Mutable fields;

    private FileAnswer(Pages pages, Request request, Document document) {
        this.pages = pages;
        this.request = request;
        this.document = document;
        this.fields = pages.fields(request);
    }

    /** The answer to a request for a file. May block where its pieces do. */
    static Answer of(Pages pages, Request request, Document document) throws IOException, RefusedException {
        return new FileAnswer(pages, request, document).answer();
    }

    private Answer answer() throws IOException, RefusedException {
        Validators validators = document.validators();
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
            fields.put(HttpHeader.CONTENT_TYPE, document.type());
            return send(head(200, document.size()), 0, document.size());
        }
        if (ranges.isEmpty()) {
            fields.put(HttpHeader.CONTENT_RANGE, ByteRange.toNonSatisfiableHeaderValue(document.size()));
            return pages.message(request, 416, fields, "The file has no such piece.");
        }
        if (ranges.size() == 1) {
            return piece(ranges.get(0));
        }
        return new MultipartAnswer(request, document).of(ranges, fields);
    }

    private @Nullable List<ByteRange> ranges() {
        String field = request.value(HttpHeader.RANGE);
        return field == null || request.isHead() ? null : Ranges.parse(field, document.size());
    }

    private Answer head(int status, long bodyBytes) {
        return new Answer(request, status, fields, bodyBytes);
    }

    private Answer piece(ByteRange range) throws IOException {
        fields.put(HttpHeader.CONTENT_TYPE, document.type())
                .put(HttpHeader.CONTENT_RANGE, range.toHeaderValue(document.size()));
        return send(head(206, range.getLength()), range.first(), range.getLength());
    }

    private Answer send(Answer answer, long offset, long count) throws IOException {
        if (!request.isHead()) {
            document.append(answer, offset, count);
        }
        return answer;
    }
}
