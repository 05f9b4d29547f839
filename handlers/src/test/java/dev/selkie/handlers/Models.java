package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.selkie.handler.BaseRequestHandler;
import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.handlers.command.CommandHandler;
import dev.selkie.handlers.command.CommandLimits;
import dev.selkie.handlers.command.CommandService;
import dev.selkie.handlers.command.Commands;
import dev.selkie.handlers.command.FramedCommandHandler;
import dev.selkie.handlers.command.PlainCommandHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bundled handlers that need no disk. Commands are of a kind that starts no process: those that are refused, and those
 * whose program is not there.
 */
final class Models {
    private static final String GREETING = bytes("欢迎致电 10086,请输入1xxx,0转人工服务.");
    private static final String CONNECTED = bytes("通过可能会被录音.balabala一大推");
    private static final String AGAIN = bytes("请重新输入.");
    private static final String RECEIVED = bytes("服务器已经收到你的信息");
    private static final String HELLO = "Hello, client!";
    private static final String HELLO_HTTP = "HTTP/1\\.1 200 OK\r\n(?:[A-Za-z-]++: [^\r]++\r\n){4}\r\nHello, World";
    private static final int LONGEST_LINE_BYTES = 8 * 1024;

    private Models() {}

    /** Each by its name, made anew for each run. */
    static Map<String, Supplier<Model>> all() {
        Map<String, Supplier<Model>> models = new LinkedHashMap<>();
        models.put("echo", () -> Model.exact(EchoHandler::new, Models::anyBytes, said -> said));
        models.put("echo --once", Models::echoOnce);
        models.put("echo --lines", () -> Model.exact(EchoLinesHandler::new, Models::lines, Models::echoedLines));
        models.put(
                "hello-http",
                () -> Model.formed(HelloHttpHandler::new, Models::words, said -> said.isEmpty() ? "" : HELLO_HTTP));
        models.put("receive", Models::receive);
        models.put(
                "hello",
                () -> Model.exact(
                        () -> new HelloHandler(Framing.AUTO), Models::words, said -> said.isEmpty() ? "" : HELLO));
        models.put("robot --framing=lines", () -> ofLines(new Talk(RobotHandler::new, GREETING, Models::robot)));
        models.put("robot", () -> ofPieces(new Talk(RobotHandler::new, GREETING, Models::robot), CONNECTED, AGAIN));
        models.put("chat --framing=lines", () -> ofLines(new Talk(ChatHandler::new, "", Models::chat)));
        models.put("chat", () -> ofPieces(new Talk(ChatHandler::new, "", Models::chat), RECEIVED));
        models.put("command", () -> command(service -> new CommandHandler(service, Framing.LINES), Models::answers));
        models.put("command --plain", () -> command(PlainCommandHandler::new, Models::plainAnswers));
        models.put("command --framed", Models::framed);
        return models;
    }

    private static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    // ---- echo and receive

    private static String anyBytes(Random random, boolean much) {
        byte[] bytes = new byte[random.nextInt(much ? 20_000 : 60)];
        random.nextBytes(bytes);
        return Model.text(bytes);
    }

    private static String words(Random random, boolean much) {
        return "good day, ".repeat(random.nextInt(much ? 200 : 4));
    }

    private static Model echoOnce() {
        return new Model(EchoOnceHandler::new, Models::words) {
            @Override
            Verdict judge(byte[] said, byte[] received) {
                int same = Arrays.mismatch(said, received);
                if (received.length > Math.min(said.length, 1024) || (same >= 0 && same < received.length)) {
                    return Verdict.WRONG;
                }
                return said.length > 0 && received.length == 0 ? Verdict.BEGUN : Verdict.WHOLE;
            }
        };
    }

    private static Model receive() {
        List<String> printed = new ArrayList<>();
        return new Model(() -> new ReceiveHandler(printed::add), Models::anyBytes) {
            @Override
            Verdict judge(byte[] said, byte[] received) {
                return compare(new byte[0], received);
            }

            /** Whoever got the end of the stream was counted before; who left early, as far as they came. */
            @Override
            void checkEffects(List<byte[]> said, List<byte[]> answered) {
                List<Integer> totals = new ArrayList<>(printed.stream()
                        .map(line -> Integer.valueOf(line.substring("Total size:".length())))
                        .toList());
                for (byte[] each : answered) {
                    HandlerWorld.check(totals.remove((Integer) each.length), each.length + " was not printed");
                }
                for (int total : totals) {
                    HandlerWorld.check(
                            said.stream().anyMatch(each -> each.length >= total), "nobody sent as much as " + total);
                }
                HandlerWorld.check(printed.size() <= said.size(), "printed more than once: " + printed);
            }
        };
    }

    // ---- lines

    private static String lines(Random random, boolean much) {
        var text = new StringBuilder();
        for (int count = random.nextInt(5); count > 0; count--) {
            text.append(anyBytes(random, false).replace("\n", "\r")).append(random.nextBoolean() ? "\n" : "\r\n");
            if (much && random.nextInt(4) == 0) {
                text.append("x".repeat(LONGEST_LINE_BYTES - 2 + random.nextInt(5)))
                        .append(random.nextBoolean() ? "\n" : "\r\n");
            }
            if (random.nextInt(6) == 0) {
                text.append("quit\n");
            }
        }
        return text.append(random.nextBoolean() ? "" : "the last\r").toString();
    }

    private static List<String> linesOf(String said) {
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < said.length(); ) {
            int lineFeed = said.indexOf('\n', start);
            int end = lineFeed < 0 ? said.length() : lineFeed;
            String line = said.substring(start, end);
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            start = end + 1;
        }
        return lines;
    }

    private static String echoedLines(String said) {
        var answer = new StringBuilder();
        for (String line : linesOf(said)) {
            if (line.length() > LONGEST_LINE_BYTES) {
                return answer.append("line too long\n").toString();
            } else if (line.equals("quit")) {
                return answer.toString();
            }
            answer.append(line).append('\n');
        }
        return answer.toString();
    }

    // ---- robot and chat

    private interface OfFraming {
        BaseRequestHandler create(Framing framing);
    }

    /**
     * A handler of messages.
     *
     * @param answer to each message; null ends the session
     */
    private record Talk(OfFraming handler, String greeting, Function<String, @Nullable String> answer) {}

    private static @Nullable String robot(String message) {
        return switch (message) {
            case "exit" -> null;
            case "0" -> CONNECTED;
            default -> AGAIN;
        };
    }

    private static @Nullable String chat(String message) {
        return message.equals("exit") ? null : RECEIVED;
    }

    private static String anyOf(Random random, int count, String... parts) {
        var text = new StringBuilder();
        for (int left = random.nextInt(count); left > 0; left--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    private static Model ofLines(Talk talk) {
        Model.Sayings sayings = (random, much) ->
                anyOf(random, much ? 200 : 8, "0\n", "0\r\n", "\n", bytes("你好\n"), "0", "1\n", "exit\n", "\u00ff\n");
        return Model.exact(() -> talk.handler.create(Framing.LINES), sayings, said -> {
            var answer = new StringBuilder(talk.greeting);
            for (String line : linesOf(said)) {
                String next = talk.answer.apply(line);
                if (next == null) {
                    break;
                }
                answer.append(next);
            }
            return answer.toString();
        });
    }

    /** What arrives together is one message: there are as many answers as the network likes. */
    private static Model ofPieces(Talk talk, String... answers) {
        List<String> quoted = Arrays.stream(answers).map(Pattern::quote).toList();
        return Model.formed(
                () -> talk.handler.create(Framing.AUTO),
                (random, much) -> anyOf(random, much ? 100 : 8, "0", "1\n", bytes("好")),
                said -> Pattern.quote(talk.greeting)
                        + (said.isEmpty() ? "" : "(?:" + String.join("|", quoted) + "){1," + said.length() + "}"));
    }

    // ---- commands

    private static final Commands NO_PROCESSES = new Commands() {
        @Override
        public @Nullable List<String> find(String text) {
            return text.startsWith("run") ? List.of("/no/such/program", text) : null;
        }

        @Override
        public List<String> help() {
            return List.of("run");
        }
    };

    private interface OfService {
        BaseRequestHandler create(CommandService service);
    }

    private static RequestHandlerFactory with(OfService handler) {
        var service = new CommandService(NO_PROCESSES, CommandLimits.defaults(), null);
        return () -> handler.create(service);
    }

    private static Model command(OfService handler, Function<String, String> answer) {
        return Model.exact(
                with(handler),
                (random, much) -> anyOf(random, 8, "run\n", "refuse\r\n", "\n", "help\n", "run it"),
                answer);
    }

    /** Each other message acknowledges. */
    private static String answers(String said) {
        long messages = linesOf(said).stream().filter(line -> !line.isEmpty()).count();
        return "0".repeat((int) (messages + 1) / 2);
    }

    private static String plainAnswers(String said) {
        var answer = new StringBuilder();
        for (String line : linesOf(said)) {
            if (line.equals("help")) {
                answer.append("run\nhelp\nquit\n[exit 0]\n");
            } else if (line.startsWith("run")) {
                answer.append("[failed: its program is not there]\n");
            } else if (!line.isEmpty()) {
                answer.append("[refused]\n");
            }
        }
        return answer.toString();
    }

    private static Model framed() {
        String run = "\0\0\0\3run";
        String refuse = "\0\0\0\0";
        return Model.exact(
                with(FramedCommandHandler::new),
                (random, much) -> anyOf(random, 8, run, refuse) + (random.nextBoolean() ? "" : "\0\0"),
                said -> said.replace(run, "\0\0\0\5\2\u00ff\u00ff\u00ff\u00ff")
                        .replace(refuse, "\0\0\0\5\1\u00ff\u00ff\u00ff\u00ff")
                        .replaceFirst("(?<=^|\u00ff)\0\0$", ""));
    }
}
