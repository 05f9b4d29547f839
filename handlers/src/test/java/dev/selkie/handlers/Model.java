package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.selkie.handler.RequestHandlerFactory;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A handler, what its clients say, and what is right to answer. Bytes are texts here: ISO-8859-1. */
abstract class Model {
    enum Verdict {
        WRONG,
        /** It may become the right answer, when more comes. */
        BEGUN,
        WHOLE
    }

    interface Sayings {
        String of(Random random, boolean much);
    }

    private final RequestHandlerFactory handlers;
    private final Sayings sayings;

    Model(RequestHandlerFactory handlers, Sayings sayings) {
        this.handlers = handlers;
        this.sayings = sayings;
    }

    final RequestHandlerFactory handlers() {
        return handlers;
    }

    /** What a client says: little, where a network takes a second for a few bytes. */
    final byte[] says(Random random, boolean much) {
        return sayings.of(random, much).getBytes(ISO_8859_1);
    }

    abstract Verdict judge(byte[] said, byte[] received);

    /**
     * What else was to come of it.
     *
     * @param said by all clients
     * @param answered what healthy ones said that got the whole answer, and the end of the stream
     */
    void checkEffects(List<byte[]> said, List<byte[]> answered) throws IOException {}

    static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    /** One whose answer is known to the last byte. */
    static Model exact(RequestHandlerFactory handlers, Sayings sayings, Function<String, String> answer) {
        return new Model(handlers, sayings) {
            @Override
            Verdict judge(byte[] said, byte[] received) {
                return compare(answer.apply(text(said)).getBytes(ISO_8859_1), received);
            }
        };
    }

    static Verdict compare(byte[] right, byte[] received) {
        int same = Arrays.mismatch(right, received);
        return same < 0 ? Verdict.WHOLE : same == received.length ? Verdict.BEGUN : Verdict.WRONG;
    }

    /** One whose answer has a form: a date is in it, or it depends on what arrived together. */
    static Model formed(RequestHandlerFactory handlers, Sayings sayings, Function<String, String> pattern) {
        return new Model(handlers, sayings) {
            @Override
            Verdict judge(byte[] said, byte[] received) {
                Matcher matcher = Pattern.compile(pattern.apply(text(said)), Pattern.DOTALL)
                        .matcher(text(received));
                return matcher.matches() ? Verdict.WHOLE : matcher.hitEnd() ? Verdict.BEGUN : Verdict.WRONG;
            }
        };
    }
}
