package dev.selkie.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.CloseReason;
import dev.selkie.server.Connector;
import dev.selkie.server.TcpServer;
import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Client, relay and target on real sockets and one loop. */
class RelayTest {
    private static final int FULL_AFTER_IDLE_STEPS = 20;

    private final AtomicReference<@Nullable Supplier<Script>> target = new AtomicReference<>();
    private Script atTarget = new Script();
    private Stage targets;
    private Connector connector;
    private TcpServer relay;

    @BeforeEach
    void open() throws IOException {
        targets = new Stage(() -> {
            Supplier<Script> made = target.get();
            assert made != null;
            atTarget = made.get();
            return atTarget;
        });
        connector = new Connector(targets.loop());
        relayTo(targets.server().serverAddress());
    }

    private void relayTo(InetSocketAddress address) throws IOException {
        relay = new TcpServer(
                targets.loop(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Relay.to(connector, address));
        relay.serveForever();
    }

    @AfterEach
    void close() throws IOException {
        targets.close();
    }

    private Client client() throws IOException {
        return targets.connect(relay.serverAddress());
    }

    private void checkNothingIsLeft() {
        targets.stepUntil(
                () -> relay.counters().open() == 0 && connector.counters().open() == 0);
        assertThat(relay.budget().usedBytes()).isZero();
        assertThat(connector.budget().usedBytes()).isZero();
    }

    @Test
    void shouldPassOnWhatBothSay() throws IOException {
        target.set(() -> new Script() {
            @Override
            protected void onHandle(ByteBuffer received) {
                peer().write(received);
            }
        });
        byte[] said = new byte[3_000_000];
        new Random(1).nextBytes(said);
        Client client = client();
        ByteBuffer source = ByteBuffer.wrap(said);
        targets.stepUntil(() -> {
            client.sendSome(source);
            client.read();
            return !source.hasRemaining();
        });
        client.endOutput();
        assertThat(client.receiveAll()).isEqualTo(said);
        client.close();
        checkNothingIsLeft();
    }

    @Test
    void shouldReadOneSideOnlyAsFastAsTheOtherTakesIt() throws IOException {
        target.set(() -> new Script() {
            @Override
            protected void onSetup() {
                peer().pause();
            }
        });
        Client client = client();
        byte[] piece = new byte[64 * 1024];
        long sent = 0;
        for (int idle = 0; idle < FULL_AFTER_IDLE_STEPS; ) {
            int count = client.sendSome(piece);
            sent += count;
            idle = count == 0 ? idle + 1 : 0;
            targets.step();
            assertThat(connector.budget().usedBytes()).isLessThan(1024 * 1024);
        }
        assertThat(connector.budget().usedBytes()).isPositive();
        assertThat(atTarget.events()).containsExactly("setup");
        client.endOutput();
        targets.onLoop(() -> atTarget.peer().resume());
        assertThat(client.receiveAll()).isEmpty();
        assertThat(targets.server().counters().receivedBytes()).isEqualTo(sent);
        client.close();
        checkNothingIsLeft();
    }

    @Test
    void shouldPassOnTheEndOfOneSideAndStillBringTheAnswer() throws IOException {
        target.set(() -> new Script() {
            @Override
            protected void onEndOfInput() {
                peer().write(bytes("answer"));
                peer().close();
            }
        });
        Client client = client().send("question").endOutput();
        assertThat(new String(client.receiveAll(), UTF_8)).isEqualTo("answer");
        assertThat(atTarget.events()).startsWith("setup", "handle question", "endOfInput");
        client.close();
        checkNothingIsLeft();
    }

    @Test
    void shouldLetTheTargetSpeakFirstAndEndFirst() throws IOException {
        target.set(() -> new Script() {
            @Override
            protected void onSetup() {
                peer().write(bytes("goodbye"));
                peer().endOutput();
            }
        });
        Client client = client();
        assertThat(new String(client.receiveAll(), UTF_8)).isEqualTo("goodbye");
        client.send("you too").endOutput();
        targets.stepUntil(atTarget::isClosed);
        assertThat(atTarget.events()).contains("handle you too");
        assertThat(atTarget.reason()).isEqualTo(CloseReason.PEER_CLOSED);
        client.close();
        checkNothingIsLeft();
    }

    @Test
    void shouldBreakOffOneSideWhenTheOtherBreaks() throws IOException {
        target.set(Script::new);
        Client client = client().send("hello");
        targets.stepUntil(() -> atTarget.events().contains("handle hello"));
        client.reset();
        targets.stepUntil(atTarget::isClosed);
        assertThat(atTarget.reason()).isEqualTo(CloseReason.PEER_RESET);

        Client other = client().send("again");
        targets.stepUntil(() -> atTarget.events().contains("handle again"));
        targets.onLoop(() -> atTarget.peer().abort());
        assertThat(other.isReset()).isTrue();
        checkNothingIsLeft();
    }

    @Test
    void shouldBreakOffAClientWhoseTargetIsNotThere() throws IOException {
        try (var taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            relayTo((InetSocketAddress) taken.getLocalSocketAddress());
            assertThat(client().isReset()).isTrue();
            checkNothingIsLeft();
        }
    }

    @Test
    void shouldGiveTheTargetUpWhenTheClientHasGone() throws IOException {
        target.set(Script::new);
        Client client = client();
        targets.step();
        client.reset();
        checkNothingIsLeft();
        targets.stepUntil(() -> targets.server().counters().open() == 0);
    }
}
