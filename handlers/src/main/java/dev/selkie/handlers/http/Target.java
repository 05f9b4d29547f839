package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for: the names on the way to a file, decoded once. There is one way to write each: what could be a
 * name for one program and a way up, a separator or nothing at all for another is refused.
 *
 * @param names from the root down; each of them {@linkplain #isName a name}
 * @param isFolder whether there was a slash behind the last
 * @param query without its question mark; null where there is none
 */
record Target(
        List<String> names, boolean isFolder, @Nullable String query) {
    private static final int LONGEST_NAME_BYTES = 255;
    private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7f]+");

    static Target parse(String target) throws RefusedException {
        HttpURI uri = uri(target);
        String path = String.valueOf(uri.getPath());
        if (!target.startsWith("/")) { // the absolute form, as for a proxy
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (!http || uri.getHost() == null || uri.getHost().isEmpty()) {
                throw RefusedException.bad("The address is no path.");
            }
            path = path.isEmpty() ? "/" : path;
        }
        if (!path.startsWith("/") || path.indexOf(';') >= 0) {
            throw RefusedException.bad("The address is no path. A semicolon is written %3B.");
        }
        List<String> names = new ArrayList<>();
        boolean isFolder = path.endsWith("/");
        if (path.length() > 1) {
            for (String element :
                    path.substring(1, path.length() - (isFolder ? 1 : 0)).split("/", -1)) {
                names.add(name(element));
            }
        }
        return new Target(List.copyOf(names), isFolder, uri.getQuery());
    }

    private static HttpURI uri(String target) throws RefusedException {
        try {
            // Browsers do it before they ask; other programs send the letters as they are.
            HttpURI uri = HttpURI.from(NOT_ASCII.matcher(target).replaceAll(text -> encode(text.group())));
            var violations = EnumSet.noneOf(Violation.class);
            violations.addAll(uri.getViolations());
            violations.remove(Violation.AMBIGUOUS_PATH_ENCODING); // %25 is a percent sign: it is decoded once
            if (violations.isEmpty() && !target.startsWith("//") && target.indexOf('\ufffd') < 0) {
                return uri;
            }
        } catch (IllegalArgumentException noUri) {
            // said below
        }
        throw malformed();
    }

    private static RefusedException malformed() {
        return RefusedException.bad("The address is not well-formed.");
    }

    private static String name(String element) throws RefusedException {
        String name = decode(element);
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.chars().anyMatch(Target::isForbidden)) {
            throw malformed();
        }
        if (!isName(name)) {
            throw RefusedException.of(404);
        }
        return name;
    }

    private static String decode(String element) throws RefusedException {
        ByteBuffer encoded = UTF_8.encode(element);
        ByteBuffer decoded = ByteBuffer.allocate(encoded.remaining());
        try {
            while (encoded.hasRemaining()) {
                byte next = encoded.get();
                decoded.put(next == '%' ? (byte) (digit(encoded.get()) << 4 | digit(encoded.get())) : next);
            }
            return UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException | BufferUnderflowException noText) {
            throw malformed();
        }
    }

    private static int digit(byte character) throws CharacterCodingException {
        int digit = Character.digit(character, 16);
        if (digit < 0) {
            throw new CharacterCodingException();
        }
        return digit;
    }

    private static boolean isForbidden(int character) {
        return character == '/' || character == '\\' || Character.isISOControl(character);
    }

    /**
     * Whether a name in a folder can be asked for: what begins with a dot is nobody's business, and what has no way to be
     * written in an address cannot be had.
     */
    static boolean isName(String name) {
        return !name.isEmpty()
                && !name.startsWith(".")
                && name.indexOf('\ufffd') < 0
                && name.chars().noneMatch(Target::isForbidden)
                && name.getBytes(UTF_8).length <= LONGEST_NAME_BYTES;
    }

    /** As it is written in an address. */
    static String encode(String name) {
        return URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }

    /** The same place as that of a folder. Begins with one slash, so that it never leads to another host. */
    String asFolder() {
        var path = new StringBuilder("/");
        for (String name : names) {
            path.append(encode(name)).append('/');
        }
        return query == null ? path.toString() : path.append('?').append(query).toString();
    }
}
