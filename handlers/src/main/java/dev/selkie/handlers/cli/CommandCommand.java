package dev.selkie.handlers.cli;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.command.CommandHandler;
import dev.selkie.handlers.command.CommandService;
import dev.selkie.handlers.command.FramedCommandHandler;
import dev.selkie.handlers.command.PlainCommandHandler;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code selkie command}. */
@Command(
        name = "command",
        description = "Runs commands for its clients: those that are allowed, and no others.",
        footer = {
            "%nA client sends a command, gets the length of its output in decimal, sends any message to acknowledge that,"
                    + " and gets the output. What is refused, fails or is cut off has none; --plain and --framed tell why.%n",
            "Commands run without a shell: their arguments are split at white space, and nothing else has a meaning. An"
                    + " argument of a client's that begins with '-' is refused, unless the entry ends in '-- ...'. They see"
                    + " an environment of PATH, HOME (the --directory), LANG, LC_ALL and TZ, and nothing on standard"
                    + " input. Their standard error is dropped, but for --plain. What they leave in the background is"
                    + " killed when they end, and all of it when the client leaves: at once when it breaks the connection"
                    + " off, and after a second when it ends its side.%n",
            "  selkie command --plain --allow 'disk=df -h' --allow 'say=echo ...'"
        })
final class CommandCommand extends MessageServerCommand {
    @Mixin
    private final CommandOptions options = new CommandOptions();

    @ArgGroup
    private @Nullable Form form;

    private static final class Form {
        @Option(
                names = "--plain",
                description = "For people with nc: a line is a command; after its output comes a line that says how it"
                        + " ended. 'help' lists what is allowed, 'quit' closes.")
        private boolean plain;

        @Option(
                names = "--framed",
                description =
                        "For programs: each message is a length of 4 bytes, the most significant first, and so many"
                                + " bytes; an answer is a byte of status (0 ok, 1 refused, 2 failed, 3 timed out, 4 too much"
                                + " output), 4 bytes of exit code, and the output.")
        private boolean framed;
    }

    private volatile @Nullable CommandService service;

    CommandCommand() {
        super(8009);
    }

    @Override
    void prepare() {
        if (form != null && isGiven("--framing")) {
            throw wrongUse("--framing is for neither --plain nor --framed: they say where a message ends");
        }
        service = options.service(commandLine(), isPlain() ? PlainCommandHandler.OWN_WORDS : Set.of());
    }

    private boolean isPlain() {
        return form != null && form.plain;
    }

    @Override
    RequestHandlerFactory handlers() {
        CommandService shared = Objects.requireNonNull(service);
        if (isPlain()) {
            return () -> new PlainCommandHandler(shared);
        }
        if (form != null && form.framed) {
            return () -> new FramedCommandHandler(shared);
        }
        return () -> new CommandHandler(shared, framing());
    }

    @Override
    void ended() {
        CommandService begun = service;
        if (begun != null) {
            begun.close();
        }
    }
}
