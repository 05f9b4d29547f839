package dev.selkie.handlers.http;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.http.ByteRange;
import org.jspecify.annotations.Nullable;

/** What takes any bytes of strangers, and what must be true whatever they are. */
enum Fuzzed {
    LINES(Decoder.LINES),
    MESSAGES(Decoder.MESSAGES),
    FRAMES(Decoder.FRAMES_OF_2),
    HEADS(Decoder.HTTP),
    TARGET(null),
    RANGES(null);

    interface Check {
        void of(byte[] input) throws Exception;
    }

    private final @Nullable Decoder decoder;

    Fuzzed(@Nullable Decoder decoder) {
        this.decoder = decoder;
    }

    Decoder decoder() {
        return requireNonNull(decoder);
    }

    Check check() {
        return switch (this) {
            case TARGET -> input -> checkTarget(Decoder.text(input));
            case RANGES -> input -> checkRanges(input);
            default -> this::checkCut;
        };
    }

    /** The first two bytes say where the others are cut. */
    private void checkCut(byte[] input) {
        if (input.length > 2) {
            byte[] message = Arrays.copyOfRange(input, 2, input.length);
            int[] cuts = {(input[0] & 0xff) % (message.length + 1), (input[1] & 0xff) % (message.length + 1)};
            Arrays.sort(cuts);
            decoder().check(message, cuts);
        }
    }

    private static void checkTarget(String text) throws RefusedException {
        Target target;
        try {
            target = Target.parse(text);
        } catch (RefusedException refused) {
            return;
        }
        check(target.names().stream().allMatch(Target::isName), "no names: " + target);
        check(target.asFolder().startsWith("/") && !target.asFolder().startsWith("//"), "leads away: " + target);
        check(Target.parse(target.asFolder()).names().equals(target.names()), "not the same folder: " + target);
    }

    /** The first byte says how long the file is. */
    private static void checkRanges(byte[] input) {
        if (input.length == 0) {
            return;
        }
        long size = input[0] & 0xff;
        List<ByteRange> ranges = Ranges.parse(Decoder.text(Arrays.copyOfRange(input, 1, input.length)), size);
        if (ranges != null) {
            check(ranges.size() <= Ranges.MOST, "too many: " + ranges);
            long end = -1;
            for (ByteRange range : ranges) {
                check(end < range.first() && range.first() <= range.last() && range.last() < size, "wrong: " + ranges);
                end = range.last();
            }
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
