package dev.selkie.handlers.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an {@link AllowList}.
 *
 * @param name what clients call it
 * @param fixed the program's path, and the arguments it always has
 * @param open whether clients may add arguments
 */
record AllowedCommand(String name, List<String> fixed, boolean open) {
    /** Ends the options of most programs: what stands behind it is never taken for one. */
    private static final String END_OF_OPTIONS = "--";

    static AllowedCommand parse(String entry) {
        int equalsSign = entry.indexOf('=');
        String name = equalsSign < 0 ? "" : entry.substring(0, equalsSign).strip();
        List<String> words = new ArrayList<>(words(entry.substring(equalsSign + 1)));
        boolean open = !words.isEmpty() && isEllipsis(words.get(words.size() - 1));
        if (open) {
            words.remove(words.size() - 1);
        }
        if (words(name).size() != 1 || words.isEmpty()) {
            throw new IllegalArgumentException("'" + entry + "' is no NAME=COMMAND: write date=date, or 'say=echo ...'"
                    + " where clients may add arguments");
        }
        Path program = ProgramPath.find(words.get(0));
        if (program == null) {
            throw new IllegalArgumentException("'" + entry + "': there is no program " + words.get(0)
                    + (words.get(0).contains("/") ? "" : " in PATH") + "; give the path of one, or install it");
        }
        words.set(0, program.toString());
        return new AllowedCommand(name, List.copyOf(words), open);
    }

    private static boolean isEllipsis(String word) {
        return word.equals("...") || word.equals("…");
    }

    /** Splits at white space. Nothing else has a meaning: no quote, no backslash, no dollar. */
    static List<String> words(String text) {
        return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    /** The program with what a client wants it to do. Returns null when it may not want that. */
    @Nullable
    List<String> with(List<String> arguments) {
        if (!arguments.isEmpty() && !open) {
            return null;
        }
        boolean mayLookLikeOptions = fixed.get(fixed.size() - 1).equals(END_OF_OPTIONS);
        if (!mayLookLikeOptions && arguments.stream().anyMatch(argument -> argument.startsWith("-"))) {
            return null; // an option can turn a harmless program into another
        }
        List<String> command = new ArrayList<>(fixed);
        command.addAll(arguments);
        return command;
    }

    String help() {
        return open ? name + " ..." : name;
    }
}
