package dev.selkie.bench.command;

import java.io.Console;
import java.io.PrintWriter;

/** One line that tells what is being measured, where somebody sees it: on a terminal. */
final class Progress {
    private static final String ERASE_LINE = "\r\033[K";

    private final PrintWriter err;
    private final boolean terminal = isTerminal();

    Progress(PrintWriter err) {
        this.err = err;
    }

    void tell(String what) {
        if (terminal) {
            err.print(ERASE_LINE + what);
            err.flush();
        }
    }

    void clear() {
        tell("");
    }

    /** From Java 22 on, a console is there without a terminal too, and can be asked. */
    @SuppressWarnings("SystemConsoleNull") // for older ones
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }
}
