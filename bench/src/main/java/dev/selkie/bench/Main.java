package dev.selkie.bench;

import dev.selkie.bench.command.Commands;

/** The program {@code selkie-bench}. */
public final class Main {
    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args the command, its options
     */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        System.exit(Commands.commandLine().execute(args));
    }
}
