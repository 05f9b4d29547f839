package dev.selkie.handlers;

/** Text of strangers, made fit for a line of a log or a terminal. */
public final class Printable {
    private Printable() {}

    /**
     * Writes out what could end a line, move the cursor, or turn the direction of writing: control characters (also those of
     * Unicode's second block), line and paragraph separators, format characters, halves of characters.
     *
     * @param text anything
     * @return {@code \n}, {@code \r}, {@code \t}, or <code>&#92;u001b</code> for them, and {@code \\} for a backslash, so that
     *     what it was can still be told
     */
    public static String escape(String text) {
        var escaped = new StringBuilder(text.length());
        text.codePoints().forEach(character -> append(escaped, character));
        return escaped.toString();
    }

    /**
     * As {@link #escape}, for text that is our own but for what strangers brought into it: a backslash stays one.
     *
     * @param text anything
     * @return one line
     */
    public static String escapeControls(String text) {
        return isHarmless(text) ? text : escape(text).replace("\\\\", "\\");
    }

    private static void append(StringBuilder escaped, int character) {
        switch (character) {
            case '\n' -> escaped.append("\\n");
            case '\r' -> escaped.append("\\r");
            case '\t' -> escaped.append("\\t");
            case '\\' -> escaped.append("\\\\");
            default -> {
                if (isHarmless(character)) {
                    escaped.appendCodePoint(character);
                } else {
                    escaped.append(String.format(character > 0xffff ? "\\U%08x" : "\\u%04x", character));
                }
            }
        }
    }

    private static boolean isHarmless(String text) {
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            if (!isHarmless(character)) {
                return false;
            }
            i += Character.charCount(character);
        }
        return true;
    }

    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
