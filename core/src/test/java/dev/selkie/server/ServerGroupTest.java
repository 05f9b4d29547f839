package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selkie.connection.CloseReason;
import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.testing.Echo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

class ServerGroupTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static ServerGroup<TcpServer> group(int count) throws IOException {
        return new ServerGroup<>(count, ANY_PORT, (address, options) -> new TcpServer(address, Echo::new, options));
    }

    private static CompletableFuture<Void> serve(ServerGroup<?> group) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        group.serveForever();
                    } catch (IOException failure) {
                        throw new AssertionError(failure);
                    }
                },
                task -> new Thread(task).start());
    }

    private static Socket connect(ServerGroup<?> group) throws IOException {
        var address = (InetSocketAddress) group.serverAddress();
        var client = new Socket(address.getAddress(), address.getPort());
        client.setSoTimeout(10_000);
        return client;
    }

    private static void assertEcho(Socket client) throws IOException {
        client.getOutputStream().write(7);
        assertThat(client.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void shouldShareClientsOutAmongItsServersAndAddTheirNumbersUp() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try (var group = group(4)) {
            CompletableFuture<Void> served = serve(group);
            for (int i = 0; i < 200; i++) {
                Socket client = connect(group);
                clients.add(client);
                assertEcho(client);
            }
            assertThat(group.counters().opened()).isEqualTo(200);
            assertThat(group.counters().open()).isEqualTo(200);
            assertThat(group.counters().receivedBytes()).isEqualTo(200);
            assertThat(group.servers().stream().filter(each -> each.counters().opened() > 0))
                    .hasSizeGreaterThan(1);
            for (Socket client : clients) {
                client.close();
            }
            await().until(() -> group.counters().closed(CloseReason.PEER_CLOSED) == 200);
            group.shutdown();
            served.join();
        }
    }

    @Test
    void shouldServeAgainAfterAShutdownFromOneOfItsLoops() throws IOException {
        try (var group = group(3)) {
            for (int round = 0; round < 2; round++) {
                CompletableFuture<Void> served = serve(group);
                try (Socket client = connect(group)) {
                    assertEcho(client);
                    TcpServer any = group.servers().get(round + 1);
                    any.loop().execute(group::shutdown);
                    served.join();
                }
            }
        }
    }

    @Test
    void shouldCloseAllWithinOneGraceAndGiveThePortBack() throws IOException {
        InetSocketAddress address;
        try (var group = group(3)) {
            address = (InetSocketAddress) group.serverAddress();
            CompletableFuture<Void> served = serve(group);
            try (Socket client = connect(group)) {
                assertEcho(client);
                group.close(Duration.ofMillis(100));
                served.join();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
        new TcpServer(address, Echo::new).close(); // without sharing the port
    }

    private static final class Unhurried extends StreamRequestHandler {
        @Override
        protected void handle(ByteBuffer received) {
            connection().write(received);
        }

        @Override
        protected void serverClosing() {
            // goes on until its client leaves
        }
    }

    @Test
    void shouldServeAllUntilTheyHaveFinishedThoughSomeServersHaveNobodyLeft() throws IOException {
        try (var group =
                new ServerGroup<>(4, ANY_PORT, (address, options) -> new TcpServer(address, Unhurried::new, options))) {
            CompletableFuture<Void> served = serve(group);
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                clients.add(connect(group));
                assertEcho(clients.get(i));
            }
            TcpServer any = group.servers().get(0);
            any.loop().execute(() -> beginClose(group));
            while (!clients.isEmpty()) {
                clients.remove(0).close();
                for (Socket client : clients) {
                    assertEcho(client);
                }
            }
            served.join();
            assertThat(group.counters().closed(CloseReason.PEER_CLOSED)).isEqualTo(60);
        }
    }

    private static void beginClose(ServerGroup<?> group) {
        try {
            group.close(Duration.ofMinutes(1));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void shouldCloseWhatItHasMadeWhenAMemberCannotListen() throws IOException {
        List<TcpServer> made = new ArrayList<>();
        assertThatThrownBy(() -> new ServerGroup<>(3, ANY_PORT, (address, options) -> {
                    if (made.size() == 2) {
                        throw new IOException("planned");
                    }
                    made.add(new TcpServer(address, Echo::new, options));
                    return made.get(made.size() - 1);
                }))
                .hasMessage("planned");
        assertThat(made)
                .hasSize(2)
                .allSatisfy(server -> assertThat(server.channel().isOpen()).isFalse());
    }

    @Test
    void shouldShareOneBudget() throws IOException {
        try (var group = group(2)) {
            assertThat(group.servers().get(0).budget())
                    .isSameAs(group.servers().get(1).budget());
        }
    }

    @Test
    void shouldHaveOneLimitOfConnectionsForAllItsServersAndWakeThoseWhoWaitWithEach() throws IOException {
        ServerOptions atMost3 = ServerOptions.defaults().withMaxConnections(3).withMaxPerAddress(1_000);
        try (var group = new ServerGroup<>(
                2, ANY_PORT, (address, options) -> new TcpServer(address, Echo::new, options), atMost3)) {
            CompletableFuture<Void> served = serve(group);
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                clients.add(connect(group));
                clients.get(i).getOutputStream().write(7);
            }
            for (int left = 30; left > 0; left--) {
                long expected = Math.min(3, left);
                quickly()
                        .untilAsserted(() -> assertThat(group.counters().open()).isEqualTo(expected));
                Socket one = anyServed(clients);
                assertThat(one.getInputStream().read()).isEqualTo(7);
                one.close();
                clients.remove(one);
            }
            assertThat(group.servers())
                    .allSatisfy(each -> assertThat(each.counters().opened()).isPositive());
            group.shutdown();
            served.join();
        }
    }

    private static ConditionFactory quickly() {
        return await().pollInterval(Duration.ofMillis(2));
    }

    private static Socket anyServed(List<Socket> clients) {
        return quickly()
                .until(
                        () -> {
                            for (Socket client : clients) {
                                if (client.getInputStream().available() > 0) {
                                    return client;
                                }
                            }
                            return null;
                        },
                        Objects::nonNull);
    }

    @Test
    void shouldRefuseToBeEmpty() {
        assertThatThrownBy(() -> group(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
