package dev.selkie.handlers.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.selkie.handlers.Printable;
import dev.selkie.handlers.TextDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * For people: text, each reply on lines of its own, and nothing a server could do to the terminal. Control characters but for
 * tabs and the ends of lines are written out, as {@link Printable} does.
 */
public final class TerminalDisplay implements Display {
    private static final String PROMPT = "> ";

    private final OutputStream out;
    private final boolean prompts;
    private final TextDecoder decoder = new TextDecoder();
    private boolean lineBegun;
    private boolean prompting;

    /**
     * Shows nothing yet.
     *
     * @param out the terminal, which is taken to speak UTF-8
     * @param prompts whether somebody types there
     */
    public TerminalDisplay(OutputStream out, boolean prompts) {
        this.out = out;
        this.prompts = prompts;
    }

    /** What comes while somebody types stands above a new prompt. */
    @Override
    public synchronized void print(byte[] bytes) throws IOException {
        String text = harmless(decoder.decode(ByteBuffer.wrap(bytes), false));
        if (text.isEmpty()) {
            return;
        }
        if (prompting) {
            endLine();
        }
        write(text);
        if (prompting) {
            prompt();
        }
    }

    @Override
    public synchronized void endReply() throws IOException {
        String cut = decoder.decode(ByteBuffer.allocate(0), true);
        write(cut);
        endLine();
    }

    @Override
    public synchronized void prompt() throws IOException {
        endLine();
        if (prompts) {
            write(PROMPT);
            prompting = true;
        }
    }

    /** The terminal has shown the line, and its end. */
    @Override
    public synchronized void entered() {
        if (prompting) {
            prompting = false;
            lineBegun = false;
        }
    }

    private void endLine() throws IOException {
        if (lineBegun) {
            write("\n");
        }
    }

    private void write(String text) throws IOException {
        if (!text.isEmpty()) {
            RawDisplay.write(out, text.getBytes(UTF_8));
            lineBegun = !text.endsWith("\n");
        }
    }

    private static String harmless(String text) {
        return Arrays.stream(text.replace("\r\n", "\n").split("\n", -1))
                .map(line -> Arrays.stream(line.split("\t", -1))
                        .map(Printable::escape)
                        .collect(joining("\t")))
                .collect(joining("\n"));
    }
}
