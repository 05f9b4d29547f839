package dev.selkie.handlers.command;

import java.util.List;

/** Anything, as a text for the shell: whoever reaches the server can do what its user can. */
public final class ShellCommands implements Commands {
    /** The same for all. */
    public ShellCommands() {}

    @Override
    public List<String> find(String text) {
        return List.of("/bin/sh", "-c", text);
    }

    @Override
    public List<String> help() {
        return List.of("whatever sh understands");
    }
}
