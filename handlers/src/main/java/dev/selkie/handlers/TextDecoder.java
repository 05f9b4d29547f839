package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/** Makes text of UTF-8 that comes in pieces, cut anywhere: a character that is not whole yet waits for the next piece. */
public final class TextDecoder {
    /** The longest character has four bytes, so that three may wait. */
    private static final int MOST_WAITING = 3;

    private final CharsetDecoder decoder = UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    private final ByteBuffer waiting = ByteBuffer.allocate(MOST_WAITING).limit(0);

    /** For one stream of bytes. */
    public TextDecoder() {}

    /**
     * Decodes a piece, and what waited before it.
     *
     * @param piece is consumed
     * @param last nothing follows: what is not whole never will be, and is U+FFFD
     * @return all that is whole, U+FFFD for what is no UTF-8
     */
    public String decode(ByteBuffer piece, boolean last) {
        ByteBuffer bytes = ByteBuffer.allocate(waiting.remaining() + piece.remaining())
                .put(waiting)
                .put(piece)
                .flip();
        CharBuffer text = CharBuffer.allocate(bytes.remaining()); // no byte makes more than one
        decoder.reset().decode(bytes, text, last);
        waiting.clear().put(bytes).flip();
        return text.flip().toString();
    }
}
