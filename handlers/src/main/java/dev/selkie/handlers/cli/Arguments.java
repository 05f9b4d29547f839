package dev.selkie.handlers.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The arguments of the process, as UTF-8. Java decodes them as the locale says, and where nobody has set one, as in many
 * containers, it makes U+FFFD of all that is not ASCII. On Linux the kernel has them still.
 */
final class Arguments {
    private static final String REPLACED = "\ufffd";

    private Arguments() {}

    static String[] asGiven(String[] decoded) {
        if (!String.join(" ", decoded).contains(REPLACED)) {
            return decoded;
        }
        try {
            String[] all = new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), UTF_8).split("\0", -1);
            int end = all.length - 1; // each ends with a zero; the program's own are the last
            return Arrays.copyOfRange(all, end - decoded.length, end);
        } catch (IOException elsewhere) {
            return decoded;
        }
    }
}
