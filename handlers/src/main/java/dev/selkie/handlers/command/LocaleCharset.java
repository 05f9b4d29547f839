package dev.selkie.handlers.command;

import java.nio.charset.Charset;
import java.util.List;

/** The encoding in which Java passes arguments to processes. Characters it has not would silently become question marks. */
final class LocaleCharset {
    private static final Charset CHARSET = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private LocaleCharset() {}

    static boolean canEncode(List<String> arguments) {
        return arguments.stream().allMatch(argument -> CHARSET.newEncoder().canEncode(argument));
    }
}
