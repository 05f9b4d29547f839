package dev.selkie.handlers.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients may run. */
public interface Commands {
    /**
     * The program to run for what a client has sent, and its arguments.
     *
     * @param text one command, as it came
     * @return null when that is refused
     */
    @Nullable
    List<String> find(String text);

    /**
     * What is allowed, for people.
     *
     * @return a line for each
     */
    List<String> help();
}
