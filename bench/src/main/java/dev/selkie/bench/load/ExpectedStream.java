package dev.selkie.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Answers of one size, which are pieces of one pattern. */
final class ExpectedStream implements Answers {
    private final RepeatedBytes pattern;
    private final long begin;
    private final long answerBytes;
    private long received;

    /**
     * The stream of one connection.
     *
     * @param begin where in the pattern it begins
     * @param answerBytes after how many bytes an answer is complete
     */
    ExpectedStream(RepeatedBytes pattern, long begin, long answerBytes) {
        this.pattern = pattern;
        this.begin = begin;
        this.answerBytes = answerBytes;
    }

    @Override
    public int check(ByteBuffer input, int mostNow) throws IOException {
        int bytes = input.remaining();
        if (bytes > mostNow * answerBytes - received % answerBytes) {
            throw new IOException("the server has sent more than it was asked for");
        }
        int mismatch = input.mismatch(pattern.at(begin + received, bytes));
        if (mismatch >= 0) {
            throw new IOException("wrong byte " + (received + mismatch) % answerBytes + " in an answer of "
                    + answerBytes + " bytes, after " + (received + mismatch) / answerBytes + " right ones");
        }
        input.position(input.limit());
        long before = received / answerBytes;
        received += bytes;
        return (int) (received / answerBytes - before);
    }
}
