package dev.selkie.handlers.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/**
 * Whether a stream is a terminal. {@link System#console} does not tell: it asks for both standard input and output, and from
 * Java 22 on there may be one without a terminal.
 */
enum Terminals {
    INPUT("0"),
    OUTPUT("1"),
    ERROR("2");

    private final String descriptor;

    Terminals(String descriptor) {
        this.descriptor = descriptor;
    }

    /** Asks {@code test}, which every Unix has, and which inherits the stream; elsewhere nothing is taken for one. */
    boolean isTerminal() {
        try {
            return new ProcessBuilder("test", "-t", descriptor)
                            .redirectInput(Redirect.INHERIT)
                            .redirectOutput(Redirect.INHERIT)
                            .redirectError(Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException none) {
            return false;
        } catch (InterruptedException now) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
