package dev.selkie.handlers.cli;

import dev.selkie.handlers.client.ClientHandler;
import dev.selkie.handlers.client.Conversation;
import dev.selkie.handlers.client.Display;
import dev.selkie.handlers.client.LineMessages;
import dev.selkie.handlers.client.Manner;
import dev.selkie.handlers.client.Messages;
import dev.selkie.handlers.client.UdpClient;
import dev.selkie.loop.EventLoop;
import dev.selkie.server.Addresses;
import dev.selkie.server.Connector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code selkie client}. */
@Command(
        name = "client",
        customSynopsis = {
            "selkie client [OPTIONS] HOST PORT [MESSAGE...]",
            "       selkie client [OPTIONS] --unix PATH [MESSAGE...]"
        },
        description = {
            "Says something to a server, prints the reply, says the next thing.",
            "%nWithout a MESSAGE each line of standard input is one; empty ones are not sent. A message is sent as it is, without a"
                    + " line's end. The reply is what one read returned; what comes later is printed as it comes, and the"
                    + " client ends after 200 ms of silence. 'exit' is sent and is the last message: what comes within a second"
                    + " is still printed. In a pipe replies are printed byte by byte as they came; on a terminal each begins a"
                    + " line, and control characters are written out.%n"
        })
final class ClientCommand extends PeerCommand {
    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = {"How long to wait for a reply; 0: as long as it takes.", "Default: ${DEFAULT-VALUE}"})
    private Duration timeout = Duration.ZERO;

    @Option(names = "--greeting", description = "Wait for the server to speak first.")
    private boolean greeting;

    @Option(names = "--until-eof", description = "After the last message, read until the server closes.")
    private boolean untilEnd;

    @Option(names = "--udp", description = "Send each message as a datagram, and wait for no reply.")
    private boolean udp;

    @Option(names = "--reply", description = "With --udp: wait for a datagram in reply to each.")
    private boolean reply;

    @Override
    CompletableFuture<@Nullable Void> begin(EventLoop loop, SocketAddress server, List<String> texts)
            throws IOException {
        if (reply && !udp) {
            throw wrongUse("--reply is for --udp: without it replies are always waited for");
        }
        if (udp && (isUnix() || greeting || untilEnd)) {
            throw wrongUse("--udp goes without --unix, --greeting and --until-eof: datagrams have no connection");
        }
        Display display = display();
        Messages messages = texts.isEmpty() ? new LineMessages(System.in, display) : Messages.of(texts);
        var manner = new Manner(greeting, !udp || reply, untilEnd, timeout);
        var conversation = new Conversation(loop, Addresses.format(server), manner, messages, display);
        if (udp) {
            UdpClient.talk(loop, resolved((InetSocketAddress) server), conversation);
        } else {
            var unused = new Connector(loop, connectorOptions().withConnection(ClientHandler.options()))
                    .connect(server, () -> new ClientHandler(conversation))
                    .whenComplete((connection, failure) -> {
                        if (failure != null) {
                            conversation.fail(failure);
                        }
                    });
        }
        return conversation.outcome();
    }

    private static InetSocketAddress resolved(InetSocketAddress server) throws UnknownHostException {
        var address = new InetSocketAddress(server.getHostString(), server.getPort());
        if (address.isUnresolved()) {
            throw new UnknownHostException("cannot send to " + Addresses.format(server) + ": unknown host");
        }
        return address;
    }
}
