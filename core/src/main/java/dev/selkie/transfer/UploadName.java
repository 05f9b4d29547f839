package dev.selkie.transfer;

import java.util.regex.Pattern;

/** What a peer may call its file: one name, of characters that mean nothing to a shell or to a file system. */
final class UploadName {
    /** File systems allow 255, and a number may be added. */
    private static final int MOST_CHARACTERS = 200;

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    /** Programs take such a file for unfinished, our own among them. */
    private static final String RESERVED_END = ".part";

    private UploadName() {}

    static void check(String name) throws UploadException {
        if (name.length() > MOST_CHARACTERS) {
            throw new UploadException("cannot store a file whose name has " + name.length() + " characters; at most "
                    + MOST_CHARACTERS + " are possible");
        }
        if (!SAFE.matcher(name).matches()) {
            throw new UploadException(
                    "cannot store a file of that name; possible are letters A to Z and a to z, digits,"
                            + " '_', and, but not as the first character, '.' and '-'");
        }
        if (name.endsWith(RESERVED_END)) {
            throw new UploadException(
                    "cannot store " + name + "; '" + RESERVED_END + "' is the end of unfinished files");
        }
    }

    /** {@code report.pdf} → {@code report-2.pdf}. */
    static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        int end = dot > 0 ? dot : name.length();
        return name.substring(0, end) + "-" + number + name.substring(end);
    }
}
