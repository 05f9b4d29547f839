package dev.selkie.handlers.command;

import java.nio.ByteBuffer;

/**
 * What came of a command.
 *
 * @param status how it ended
 * @param exitCode of its process; {@link #NONE} where that did not end by itself
 * @param output what it had written until then
 * @param why it failed; else empty
 */
record Outcome(Status status, int exitCode, ByteBuffer output, String why) {
    static final int NONE = -1;

    static final Outcome REFUSED = without(Status.REFUSED, "");

    enum Status {
        OK(0),
        REFUSED(1),
        FAILED(2),
        TIMED_OUT(3),
        TOO_MUCH_OUTPUT(4);

        /** On the wire. */
        final byte code;

        Status(int code) {
            this.code = (byte) code;
        }
    }

    static Outcome of(int exitCode, ByteBuffer output) {
        return new Outcome(Status.OK, exitCode, output, "");
    }

    static Outcome cut(Status status, ByteBuffer output) {
        return new Outcome(status, NONE, output, "");
    }

    /** Failed. The reason is shown to strangers: nothing about this machine. */
    static Outcome failed(String why) {
        return without(Status.FAILED, why);
    }

    private static Outcome without(Status status, String why) {
        return new Outcome(status, NONE, ByteBuffer.allocate(0), why);
    }

    /** For people, without brackets. */
    String describe() {
        return switch (status) {
            case OK -> "exit " + exitCode;
            case REFUSED -> "refused";
            case FAILED -> "failed: " + why;
            case TIMED_OUT -> "timed out";
            case TOO_MUCH_OUTPUT -> "too much output";
        };
    }
}
