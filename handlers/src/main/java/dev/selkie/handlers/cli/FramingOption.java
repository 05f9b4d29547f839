package dev.selkie.handlers.cli;

import dev.selkie.handlers.Framing;
import picocli.CommandLine.Option;

/** {@code --framing}, of servers whose protocol does not say where a message ends. */
final class FramingOption {
    @Option(
            names = "--framing",
            paramLabel = "HOW",
            defaultValue = "auto",
            description = {
                "Where a message ends. lines: at LF, and it has at most 8 KiB. chunks: what arrives together is one, up to"
                        + " 1024 bytes. auto: lines for clients whose first bytes hold an LF, chunks for others.",
                "Default: ${DEFAULT-VALUE}"
            })
    private Framing framing = Framing.AUTO;

    Framing framing() {
        return framing;
    }
}
