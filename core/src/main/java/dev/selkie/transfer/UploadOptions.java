package dev.selkie.transfer;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What is expected of one upload. Immutable; each {@code withX} returns a copy. */
public final class UploadOptions {
    /** What becomes of an upload whose name is taken. */
    public enum IfTaken {
        /** It fails; the file that is there stays. */
        FAIL,
        /** It is stored as {@code name-2.end}, or with the next number that is free. */
        NUMBER,
        /** It takes the place of the file that is there, in one step: whoever opens it gets the one or the other. */
        REPLACE
    }

    private static final int SHA256_BYTES = 32;
    private static final UploadOptions DEFAULTS = new UploadOptions(Long.MAX_VALUE, -1, null, IfTaken.FAIL);

    private final long maxBytes;
    private final long expectedBytes;
    private final byte @Nullable [] sha256;
    private final IfTaken ifTaken;

    private UploadOptions(long maxBytes, long expectedBytes, byte @Nullable [] sha256, IfTaken ifTaken) {
        this.maxBytes = maxBytes;
        this.expectedBytes = expectedBytes;
        this.sha256 = sha256;
        this.ifTaken = ifTaken;
    }

    /**
     * The defaults.
     *
     * @return any length, no checksum, {@link IfTaken#FAIL}
     */
    public static UploadOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how long it may be: one that is longer fails as soon as it is.
     *
     * @param bytes at least 0
     * @return a copy
     */
    public UploadOptions withMaxBytes(long bytes) {
        return new UploadOptions(notNegative(bytes), expectedBytes, sha256, ifTaken);
    }

    /**
     * Sets how long it is said to be: one that is longer or shorter fails.
     *
     * @param bytes at least 0
     * @return a copy
     */
    public UploadOptions withExpectedBytes(long bytes) {
        return new UploadOptions(maxBytes, notNegative(bytes), sha256, ifTaken);
    }

    /**
     * Sets its checksum: one that has another fails.
     *
     * @param hex the SHA-256, in 64 hexadecimal digits
     * @return a copy
     * @throws IllegalArgumentException when it is no such
     */
    public UploadOptions withSha256(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length != SHA256_BYTES) {
            throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits, and not " + hex.length());
        }
        return new UploadOptions(maxBytes, expectedBytes, bytes, ifTaken);
    }

    /**
     * Sets what happens when there is a file of that name.
     *
     * @param action what to do
     * @return a copy
     */
    public UploadOptions withIfTaken(IfTaken action) {
        return new UploadOptions(maxBytes, expectedBytes, sha256, action);
    }

    long maxBytes() {
        return maxBytes;
    }

    /** How long it is to be; -1 when it was not said. */
    long expectedBytes() {
        return expectedBytes;
    }

    /** Not to be changed. */
    byte @Nullable [] sha256() {
        return sha256;
    }

    IfTaken ifTaken() {
        return ifTaken;
    }

    private static long notNegative(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a length is at least 0 bytes, but was " + bytes);
        }
        return bytes;
    }
}
