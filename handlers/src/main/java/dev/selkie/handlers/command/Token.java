package dev.selkie.handlers.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;

/** A secret that clients must know, and how often which of them did not. Shared by all connections, safe for any thread. */
public final class Token {
    /** What one message can hold, however it is framed. */
    private static final int MAX_BYTES = 1024;

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final byte[] secret;
    private final WrongTokens wrong = new WrongTokens();

    /**
     * A token.
     *
     * @param secret one line, not empty, of at most 1024 bytes in UTF-8
     * @throws IllegalArgumentException when it is none
     */
    public Token(String secret) {
        this.secret = secret.getBytes(UTF_8);
        if (secret.isBlank()) {
            throw new IllegalArgumentException("is empty");
        }
        if (secret.lines().count() > 1) {
            throw new IllegalArgumentException("has more than one line");
        }
        if (this.secret.length > MAX_BYTES) {
            throw new IllegalArgumentException("is longer than " + MAX_BYTES + " bytes");
        }
    }

    /**
     * The token in a file of one line, whose end is none of it.
     *
     * @param file readable for its owner only
     * @return the token
     * @throws IOException when it cannot be read, or others can; the message says what to do
     * @throws IllegalArgumentException when what it holds is no token
     */
    public static Token read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + (Files.exists(file) ? " is no file" : ": there is no such file"));
        }
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS::contains)) {
            throw new IOException("others can read or change " + file + ": chmod 600 it");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(file + " cannot be read by this user");
        }
        if (Files.size(file) > 2 * MAX_BYTES) {
            throw new IOException(file + " is too long for a token");
        }
        try {
            return new Token(new String(Files.readAllBytes(file), UTF_8).stripTrailing());
        } catch (IllegalArgumentException failure) {
            throw new IOException(file + " " + failure.getMessage() + ": write a token into it, in one line", failure);
        }
    }

    /** Takes as long for a guess that is nearly right as for any other. */
    boolean is(byte[] guess) {
        return MessageDigest.isEqual(secret, guess);
    }

    WrongTokens wrong() {
        return wrong;
    }
}
