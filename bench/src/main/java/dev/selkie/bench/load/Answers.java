package dev.selkie.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Checks what comes back on one connection. */
interface Answers {
    /**
     * Consumes all of it.
     *
     * @param mostNow how many answers are still owed
     * @return how many became complete
     * @throws IOException when it is not what it should be
     */
    int check(ByteBuffer received, int mostNow) throws IOException;
}
