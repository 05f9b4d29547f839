package dev.selkie.handlers.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A whole number between two bounds, whose message says which. */
abstract class IntegerInRange implements ITypeConverter<Integer> {
    private final int least;
    private final int most;
    private final String what;

    /**
     * One kind of number.
     *
     * @param what completes the sentence "'x' is …"
     */
    IntegerInRange(int least, int most, String what) {
        this.least = least;
        this.most = most;
        this.what = what;
    }

    @Override
    public Integer convert(String text) {
        try {
            int number = Integer.parseInt(text);
            if (least <= number && number <= most) {
                return number;
            }
        } catch (NumberFormatException failure) {
            // the same answer
        }
        throw new TypeConversionException("'" + text + "' is " + what);
    }

    /** The value of {@code --port}. */
    static final class Port extends IntegerInRange {
        Port() {
            super(0, 65_535, "no port: 1 to 65535 are ports, and 0 takes a free one");
        }
    }

    /** A port to connect to. */
    static final class PeerPort extends IntegerInRange {
        PeerPort() {
            super(1, 65_535, "no port: 1 to 65535 are");
        }
    }

    /** The most there may be of something. */
    static final class Limit extends IntegerInRange {
        Limit() {
            super(0, Integer.MAX_VALUE, "no number from 1 to " + Integer.MAX_VALUE + ", and not 0, for no limit");
        }
    }

    /** The value of {@code --loops}: each takes a thread and some descriptors, and more than there are cores are of no use. */
    static final class Loops extends IntegerInRange {
        private static final int MOST = 256;

        Loops() {
            super(1, MOST, "no number of loops: 1 to " + MOST + " are possible");
        }
    }

    /** A number of things of which there must be some. */
    static final class Count extends IntegerInRange {
        Count() {
            super(1, Integer.MAX_VALUE, "no number from 1 to " + Integer.MAX_VALUE);
        }
    }
}
