package dev.selkie.handlers.cli;

import java.util.List;
import picocli.CommandLine;

/**
 * The commands of {@code selkie}. Picocli looks at each option of a command that is added, which makes a start longer for each
 * command: so the one that is asked for is added alone.
 */
final class Subcommands {
    /** It needs them all. */
    private static final String COMPLETION = "completion";

    /** In the order of the help. */
    static final List<String> NAMES = List.of(
            "echo",
            "robot",
            "chat",
            "hello",
            "command",
            "hello-http",
            "files",
            "receive",
            "udp-sink",
            "udp-echo",
            "client",
            "run",
            "send",
            COMPLETION);

    private Subcommands() {}

    /** Adds the one that the first argument names, or all, for the help and for a name that is not known. */
    static CommandLine addTo(CommandLine selkie, String... args) {
        boolean oneWillDo = args.length > 0 && NAMES.contains(args[0]) && !args[0].equals(COMPLETION);
        for (String name : oneWillDo ? List.of(args[0]) : NAMES) {
            selkie.addSubcommand(create(name));
        }
        return selkie;
    }

    private static Object create(String name) {
        return switch (name) {
            case "echo" -> new EchoCommand();
            case "robot" -> new RobotCommand();
            case "chat" -> new ChatCommand();
            case "hello" -> new HelloCommand();
            case "command" -> new CommandCommand();
            case "hello-http" -> new HelloHttpCommand();
            case "files" -> new FilesCommand();
            case "receive" -> new ReceiveCommand();
            case "udp-sink" -> new UdpSinkCommand();
            case "udp-echo" -> new UdpEchoCommand();
            case "client" -> new ClientCommand();
            case "run" -> new RunCommand();
            case "send" -> new SendCommand();
            case COMPLETION -> new CompletionCommand();
            default -> throw new IllegalArgumentException("no command " + name);
        };
    }
}
