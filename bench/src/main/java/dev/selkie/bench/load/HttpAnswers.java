package dev.selkie.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Responses whose bodies are known. A head of the same length as the one before is taken to promise the same. */
final class HttpAnswers implements Answers {
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");
    private static final int LONGEST_HEAD = 8192;
    private static final int END_OF_HEAD = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

    private final String status;
    private final RepeatedBytes body;
    private final long bodyBytes;

    private final ByteBuffer head = ByteBuffer.allocate(LONGEST_HEAD);
    private int lastBytes;
    private int checkedHeadBytes;
    private long bodyLeft;

    /**
     * Of one connection.
     *
     * @param status how a response begins
     */
    HttpAnswers(String status, RepeatedBytes body, long bodyBytes) {
        this.status = status;
        this.body = body;
        this.bodyBytes = bodyBytes;
    }

    @Override
    public int check(ByteBuffer input, int mostNow) throws IOException {
        int complete = 0;
        while (input.hasRemaining()) {
            if (bodyLeft == 0 && !readHead(input)) {
                break;
            }
            readBody(input);
            if (bodyLeft == 0 && ++complete > mostNow) {
                throw new IOException("the server has sent more responses than it got requests");
            }
        }
        return complete;
    }

    private boolean readHead(ByteBuffer input) throws IOException {
        while (input.hasRemaining()) {
            byte next = input.get();
            if (!head.hasRemaining()) {
                throw new IOException("a response's head is longer than " + LONGEST_HEAD + " bytes");
            }
            head.put(next);
            lastBytes = (lastBytes << 8) | (next & 0xff);
            if (lastBytes == END_OF_HEAD) {
                checkHead();
                head.clear();
                lastBytes = 0;
                bodyLeft = bodyBytes;
                return true;
            }
        }
        return false;
    }

    private void checkHead() throws IOException {
        if (head.position() == checkedHeadBytes) {
            return;
        }
        String text = new String(head.array(), 0, head.position(), US_ASCII);
        Matcher length = LENGTH.matcher(text.toLowerCase(Locale.ROOT));
        if (!text.startsWith(status) || !length.find() || Long.parseLong(length.group(1)) != bodyBytes) {
            throw new IOException("expected '" + status + "' and " + bodyBytes + " bytes, but the response was: "
                    + text.strip().replaceAll("\\s+", " "));
        }
        checkedHeadBytes = head.position();
    }

    private void readBody(ByteBuffer input) throws IOException {
        int count = (int) Math.min(input.remaining(), bodyLeft);
        int limit = input.limit();
        input.limit(input.position() + count);
        if (input.mismatch(body.at(bodyBytes - bodyLeft, count)) >= 0) {
            throw new IOException("a wrong byte in a response's body");
        }
        input.position(input.limit()).limit(limit);
        bodyLeft -= count;
    }
}
