package dev.selkie.handlers.http;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Finds the requests in a stream, however they are cut. Strict: what two programs could read in two ways is refused, and then
 * nothing behind it is read, so that nobody can hide one request in another.
 */
final class RequestParser implements HttpParser.RequestHandler {
    /** The request line and all fields: four times what browsers send when they have many cookies. */
    static final int MAX_HEAD_BYTES = 16 * 1024;

    private static final int MAX_FIELDS = 100;

    /** A body means nothing here. One that is not longer is read and dropped. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    /** Of one that has read nothing. */
    private static final int PARSER_BYTES = 1024;

    private final HttpParser parser = new HttpParser(this, MAX_HEAD_BYTES, HttpCompliance.STRICT);
    private String method = "";
    private String target = "";
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private HttpFields.Mutable fields = HttpFields.build();
    private int headBytes;
    private long bodyBytes;
    private boolean fresh = true;
    private boolean whole;
    private @Nullable Request request;
    private @Nullable RefusedException refusal;

    RequestParser() {
        parser.setHeaderCacheSize(0); // it is 100 KB large, from the second request on
    }

    /**
     * Reads on, to the end of a request at most.
     *
     * @param received is consumed as far as it is read; all of it when it is refused
     * @return whether {@link #take} has something to tell
     */
    boolean parse(ByteBuffer received) {
        ByteBuffer bytes = received.slice(); // the parser empties, by a step back, what it refuses
        fresh = false;
        boolean isOfHead = request == null;
        int before;
        do {
            before = bytes.remaining();
            parser.parseNext(bytes);
        } while (!isDone() && bytes.hasRemaining() && bytes.remaining() < before);
        if (!isDone() && bytes.hasRemaining()) {
            refuse(RefusedException.of(400)); // it has come to a halt
        }
        if (isOfHead || parser.isState(HttpParser.State.TRAILER)) { // fields behind a body are kept as those before it
            headBytes = Math.min(headBytes + bytes.position(), 2 * MAX_HEAD_BYTES);
        }
        received.position(refusal == null ? received.position() + bytes.position() : received.limit());
        return isDone();
    }

    /** How much memory is held, at most. */
    long heldBytes() {
        return PARSER_BYTES + Request.heldBytes(headBytes, fields.size());
    }

    private boolean isDone() {
        return whole || refusal != null;
    }

    /** Whether it is as good as new: it has read nothing since the last request, not even half the end of an empty line. */
    boolean isFresh() {
        return fresh;
    }

    /** Whether a request has begun that is not whole. */
    boolean isWithinRequest() {
        return !parser.isStart();
    }

    /** What is refused, as far as it is known; nothing can follow it. */
    Request refused() {
        return new Request(method, target, version, fields, false);
    }

    /**
     * The request that is whole. If it may be followed by another, that can be read then.
     *
     * @throws RefusedException when what came cannot be answered in another way; nothing behind it can be read
     */
    Request take() throws RefusedException {
        if (refusal != null) {
            throw refusal;
        }
        Request taken = Objects.requireNonNull(request);
        parser.reset();
        request = null;
        whole = false;
        fresh = true;
        method = "";
        target = "";
        fields = HttpFields.build();
        headBytes = 0;
        bodyBytes = 0;
        return taken;
    }

    // ---- what the parser finds

    @Override
    public void startRequest(String method, String uri, HttpVersion version) {
        this.method = method;
        this.target = uri;
        this.version = version;
        if (uri.indexOf('\u007f') >= 0) { // the parser sees it only in a line that comes in pieces
            throw new HttpException.RuntimeException(400);
        }
    }

    @Override
    public void parsedHeader(HttpField field) {
        if (fields.size() == MAX_FIELDS) {
            throw new HttpException.RuntimeException(431);
        }
        fields.add(field);
    }

    @Override
    public boolean headerComplete() {
        boolean hasBody = parser.isChunking() || parser.getContentLength() > 0;
        try {
            RequestRules.check(method, version, fields);
            if (parser.getContentLength() > MAX_BODY_BYTES) {
                throw RefusedException.of(413);
            }
        } catch (RefusedException refused) {
            refusal = refused;
        }
        // What follows a body is not read: no doubt can arise where the body ended.
        request = new Request(method, target, version, fields, !hasBody && RequestRules.isPersistent(version, fields));
        // A client that waits to be told to go on with its body has its answer without one.
        whole = hasBody && fields.contains(HttpHeader.EXPECT);
        return isDone();
    }

    @Override
    public boolean content(ByteBuffer content) {
        bodyBytes += content.remaining();
        if (bodyBytes > MAX_BODY_BYTES) {
            refuse(RefusedException.of(413));
        }
        return isDone();
    }

    @Override
    public boolean contentComplete() {
        return false;
    }

    @Override
    public boolean messageComplete() {
        whole = true;
        return true;
    }

    /** The parser calls it when chunks are not well-formed, too. */
    @Override
    public void earlyEOF() {
        refuse(RefusedException.bad("The request's body is not well-formed."));
    }

    @Override
    public void badMessage(HttpException failure) {
        refuse(RefusedException.of(failure.getCode()));
    }

    private void refuse(RefusedException refused) {
        if (refusal == null) {
            refusal = refused;
        }
    }
}
