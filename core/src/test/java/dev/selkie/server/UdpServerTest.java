package dev.selkie.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.testing.Client;
import dev.selkie.testing.Echo;
import dev.selkie.testing.Stage;
import dev.selkie.testing.UdpClient;
import dev.selkie.testing.UdpScript;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("UDP: a server of datagrams, stepped, on loopback sockets")
class UdpServerTest {
    private static final ServerOptions AT_ONCE = ServerOptions.defaults().withGrace(Duration.ZERO);

    /** Notes what its hooks are told. */
    private static final class Staged extends UdpServer {
        private final List<String> errors = new ArrayList<>();
        private final List<SocketAddress> troubled = new ArrayList<>();
        private boolean refusing;

        Staged(Stage stage, String host, UdpScript handler, ServerOptions options) throws IOException {
            super(stage.loop(), new InetSocketAddress(host, 0), () -> handler, options);
            serveForever();
        }

        @Override
        protected boolean verifyRequest(SocketAddress clientAddress) {
            return !refusing;
        }

        @Override
        protected void handleError(@Nullable SocketAddress clientAddress, Throwable failure) {
            errors.add(String.valueOf(failure.getMessage()));
            if (clientAddress != null) {
                troubled.add(clientAddress);
            }
        }
    }

    private Stage stage;
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void setUp() throws IOException {
        stage = new Stage(Echo::new);
    }

    @AfterEach
    void tearDown() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        stage.close();
    }

    private Staged serve(UdpScript handler) throws IOException {
        return serve("127.0.0.1", handler, AT_ONCE);
    }

    private Staged serve(String host, UdpScript handler, ServerOptions options) throws IOException {
        var server = new Staged(stage, host, handler, options);
        opened.add(server);
        return server;
    }

    private UdpClient client(UdpServer server) throws IOException {
        InetSocketAddress address = server.serverAddress();
        if (address.getAddress().isAnyLocalAddress()) {
            address = new InetSocketAddress("127.0.0.1", address.getPort());
        }
        return client(address);
    }

    private UdpClient client(InetSocketAddress address) throws IOException {
        var client = new UdpClient(stage, address);
        opened.add(client);
        return client;
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    // ---- datagrams

    @Test
    @DisplayName("S7 test_UDPServer: three datagrams, each answered; N4: with the sender's address")
    void shouldAnswerThreeDatagrams() throws IOException {
        var clients = new ArrayList<SocketAddress>();
        Staged server = serve(new UdpScript() {
            @Override
            protected void onHandle(ByteBuffer packet) {
                clients.add(client());
                answer(packet);
            }
        });
        UdpClient client = client(server);
        for (int i = 1; i <= 3; i++) {
            assertThat(client.send("hello " + i).receiveText(i)).isEqualTo("hello " + i);
        }
        assertThat(clients).containsOnly(client.address());
        assertThat(server.datagrams().received()).isEqualTo(3);
        assertThat(server.datagrams().sent()).isEqualTo(3);
        assertThat(server.counters().receivedBytes()).isEqualTo(21);
        assertThat(server.counters().sentBytes()).isEqualTo(21);
        assertThat(server.counters().opened()).isZero();
    }

    @Test
    @DisplayName("P27, U4: an empty datagram is a request, and its answer is empty")
    void shouldHandleAnEmptyDatagram() throws IOException {
        var handler = new UdpScript();
        UdpClient client = client(serve(handler));
        assertThat(client.send("").receive(1)).isEmpty();
        assertThat(client.send("x").receiveText(2)).isEqualTo("x");
        assertThat(handler.calls()).containsExactly("setup", "handle 0", "handle 1");
    }

    @Test
    @DisplayName("U1: the largest datagram comes back whole")
    void shouldEchoTheLargestDatagram() throws IOException {
        UdpClient client = client(serve(new UdpScript()));
        assertThat(client.send(bytes(65_507)).receive(1)).isEqualTo(bytes(65_507));
    }

    @Test
    @DisplayName("U1, P26: 9000 bytes, max_packet_size 8192: 8192 are handed over, and it says so")
    void shouldCutWhatIsTooLongAndSaySo() throws IOException {
        var handler = new UdpScript();
        Staged server = serve("127.0.0.1", handler, AT_ONCE.withMaxPacketSize(8192));
        UdpClient client = client(server);
        assertThat(client.send(bytes(9000)).receive(1)).isEqualTo(Arrays.copyOf(bytes(9000), 8192));
        assertThat(server.datagrams().truncated()).isEqualTo(1);
        client.send(bytes(8192)).receive(2);
        assertThat(server.datagrams().truncated()).isEqualTo(1);
        assertThat(handler.calls()).containsExactly("setup", "handle 8192 cut", "handle 8192");
    }

    @Test
    @DisplayName("N4: a packet size that cannot be")
    void shouldRefuseImpossiblePacketSizes() {
        for (int size : new int[] {-1, 0, 65_528}) {
            assertThatThrownBy(() -> AT_ONCE.withMaxPacketSize(size))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(size));
        }
        assertThat(ServerOptions.defaults().maxPacketSize()).isEqualTo(65_527);
        assertThat(AT_ONCE.withMaxPacketSize(1).maxPacketSize()).isEqualTo(1);
    }

    @Test
    @DisplayName("P28, the deviation: a handler that answers nothing sends nothing")
    void shouldSendNothingUnasked() throws IOException {
        Staged server = serve(new UdpScript() {
            @Override
            protected void onHandle(ByteBuffer packet) {
                if (packet.get(packet.position()) == '?') {
                    answer(packet);
                }
            }
        });
        assertThat(client(server).send("tell").send("?").receiveText(1)).isEqualTo("?");
        assertThat(server.datagrams().sent()).isEqualTo(1);
    }

    @Test
    @DisplayName("P29: a handler that throws: handleError is told, and the next is served")
    void shouldLiveOnWhenAHandlerThrows() throws IOException {
        Staged server = serve(new UdpScript() {
            @Override
            protected void onHandle(ByteBuffer packet) throws IOException {
                switch (packet.remaining()) {
                    case 1 -> throw new IOException("planned");
                    case 2 -> throw new StackOverflowError("planned too");
                    default -> answer(packet);
                }
            }
        });
        UdpClient client = client(server);
        assertThat(client.send("1").send("22").send("333").receiveText(1)).isEqualTo("333");
        assertThat(server.errors).containsExactly("planned", "planned too");
        assertThat(server.troubled).containsOnly(client.address());
    }

    @Test
    void shouldDropADatagramThatIsNotVerified() throws IOException {
        var handler = new UdpScript();
        Staged server = serve(handler);
        UdpClient client = client(server);
        server.refusing = true;
        client.send("let me in");
        stage.stepUntil(() -> server.datagrams().received() == 1);
        server.refusing = false;
        assertThat(client.send("again").receiveText(1)).isEqualTo("again");
        assertThat(server.datagrams().refused()).isEqualTo(1);
        assertThat(handler.calls()).containsExactly("setup", "handle 5");
    }

    @Test
    void shouldKnowAClientOnlyWhileItIsServed() throws IOException {
        var handler = new UdpScript();
        assertThatThrownBy(() -> handler.answer(ByteBuffer.allocate(1))).hasMessageContaining("before setup()");
        assertThatThrownBy(handler::mine).hasMessageContaining("before setup()");
        Staged server = serve(handler);
        client(server).send("x").receive(1);
        assertThat(handler.mine()).isSameAs(server);
        assertThatThrownBy(handler::client)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a datagram has its sender only while it is handled");
    }

    // ---- U6

    @Test
    @DisplayName("U6: two echo servers, or one and itself, do not talk for ever")
    void shouldNotReplyToItself() throws IOException {
        for (String host : new String[] {"127.0.0.1", "0.0.0.0", "::"}) {
            var own = new UdpScript() {
                @Override
                protected void onHandle(ByteBuffer packet) {
                    assertThat(answer(packet)).isFalse();
                    assertThat(packet.hasRemaining()).isFalse();
                }
            };
            Staged server = serve(host, own, AT_ONCE);
            int port = server.serverAddress().getPort();
            List<InetAddress> addresses = host.equals("127.0.0.1")
                    ? List.of(InetAddress.getByName(host))
                    : NetworkInterface.networkInterfaces()
                            .flatMap(NetworkInterface::inetAddresses)
                            .filter(address -> host.equals("::") || address instanceof Inet4Address)
                            .filter(address -> !address.isLinkLocalAddress())
                            .toList();
            assertThat(addresses).isNotEmpty();
            for (InetAddress address : addresses) {
                stage.onLoop(() -> assertThat(own.sendTo(new InetSocketAddress(address, port), ByteBuffer.allocate(3)))
                        .isTrue());
            }
            stage.stepUntil(() -> server.datagrams().refused() == addresses.size());
            assertThat(server.datagrams().sent()).isEqualTo(addresses.size());
            assertThat(server.errors).isEmpty();
        }
    }

    // ---- what cannot be sent

    @Test
    @DisplayName("U2: an answer of 70,000 bytes is not sent, and the next client is served")
    void shouldServeOnAfterAnAnswerThatIsTooLong() throws IOException {
        var outcomes = new ArrayList<Boolean>();
        Staged server = serve(new UdpScript() {
            @Override
            protected void onHandle(ByteBuffer packet) {
                outcomes.add(answer(ByteBuffer.allocate(70_000)));
                outcomes.add(answer(ByteBuffer.allocate(65_520))); // the kernel's no: over IPv4
                outcomes.add(answer(packet));
            }
        });
        assertThat(client(server).send("short").receiveText(1)).isEqualTo("short");
        assertThat(outcomes).containsExactly(false, false, true);
        assertThat(server.datagrams().failed()).isEqualTo(2);
        assertThat(server.errors).isEmpty();
    }

    @Test
    @DisplayName("U3: a port where nobody is, and targets that cannot be, are no trouble of the next datagram")
    void shouldServeOnAfterSendingWhereNobodyIs() throws IOException {
        int nobody;
        try (var gone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            nobody = gone.getLocalPort();
        }
        var outcomes = new ArrayList<Boolean>();
        Staged server = serve(new UdpScript() {
            @Override
            protected void onHandle(ByteBuffer packet) {
                sendTo(new InetSocketAddress("127.0.0.1", nobody), ByteBuffer.allocate(1));
                outcomes.add(sendTo(new InetSocketAddress("127.0.0.1", 0), ByteBuffer.allocate(1)));
                outcomes.add(sendTo(new InetSocketAddress("::1", 9), ByteBuffer.allocate(1)));
                outcomes.add(sendTo(InetSocketAddress.createUnresolved("nowhere.invalid", 9), ByteBuffer.allocate(1)));
                answer(packet);
            }
        });
        UdpClient client = client(server);
        assertThat(client.send("one").receiveText(1)).isEqualTo("one");
        assertThat(client.send("two").receiveText(2)).isEqualTo("two");
        assertThat(outcomes).containsOnly(false).hasSize(6);
        assertThat(server.datagrams().failed()).isEqualTo(6);
    }

    @Test
    @DisplayName("U7: every answer is counted: sent, dropped or failed")
    void shouldCountEveryAnswer() throws IOException {
        Staged server = serve(new UdpScript() {
            @Override
            protected void onHandle(ByteBuffer packet) {
                for (int i = 0; i < 10_000; i++) {
                    answer(ByteBuffer.allocate(1000));
                }
            }
        });
        server.channel().setOption(StandardSocketOptions.SO_SNDBUF, 4096);
        client(server).send("flood me");
        stage.stepUntil(() -> server.datagrams().sent() + server.datagrams().dropped() == 10_000);
    }

    // ---- other threads

    @DisplayName("S8 test_ThreadingUDPServer: other threads answer through the one socket")
    @Test
    void shouldSendFromAnyThreadInTheOrderOfTheCalls() throws Exception {
        var handler = new UdpScript();
        Staged server = serve(handler);
        UdpClient client = client(server);
        InetSocketAddress target = client.address();
        stage.stepUntil(() -> handler.calls().contains("setup"));
        var accepted = new AtomicBoolean();
        var thread = new Thread(() -> {
            ByteBuffer buffer = ByteBuffer.allocate(4);
            boolean all = true;
            for (int i = 0; i < 100; i++) {
                all &= handler.sendTo(target, buffer.clear().putInt(i).flip()); // its bytes are copied
            }
            all &= !handler.sendTo(target, ByteBuffer.allocate(70_000));
            accepted.set(all);
        });
        thread.start();
        thread.join();
        assertThat(accepted).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(ByteBuffer.wrap(client.receive(i + 1)).getInt()).isEqualTo(i);
        }
        assertThat(server.datagrams().failed()).isEqualTo(1);
        assertThat(server.budget().usedBytes()).isZero();
    }

    @Test
    void shouldRefuseWhatOtherThreadsSendAfterTheEnd() throws Exception {
        var handler = new UdpScript();
        Staged server = serve(handler);
        UdpClient client = client(server);
        client.send("x").receive(1);
        server.close();
        var accepted = new AtomicBoolean(true);
        InetSocketAddress target = client.address();
        var thread = new Thread(() -> accepted.set(handler.sendTo(target, ByteBuffer.allocate(1))));
        thread.start();
        thread.join();
        assertThat(accepted).isFalse();
        assertThat(handler.sendTo(target, ByteBuffer.allocate(1))).isFalse();
        assertThat(server.datagrams().dropped()).isEqualTo(2);
        assertThat(server.budget().usedBytes()).isZero();
    }

    // ---- fairness

    @Test
    @DisplayName("U5: 10,000 datagrams beside a TCP echo on the same loop")
    void shouldStayFairUnderAFlood() throws IOException {
        var turns = new ArrayList<Long>();
        Staged server = serve(new UdpScript() {
            @Override
            protected void onHandle(ByteBuffer packet) {
                turns.add(mine().loop().turnNumber());
            }
        });
        server.channel().setOption(StandardSocketOptions.SO_RCVBUF, 4 * 1024 * 1024);
        UdpClient flood = client(server);
        Client prober = stage.connect();
        byte[] small = bytes(16);
        for (int burst = 0; burst < 50; burst++) {
            for (int i = 0; i < 200; i++) {
                flood.send(small);
            }
            long before = stage.loop().turnNumber();
            prober.send("ping").receive(4 * (burst + 1));
            assertThat(stage.loop().turnNumber() - before).isLessThan(10);
        }
        long mostInATurn =
                turns.stream().collect(Collectors.groupingBy(turn -> turn, Collectors.counting())).values().stream()
                        .mapToLong(count -> count)
                        .max()
                        .orElseThrow();
        assertThat(mostInATurn).isLessThanOrEqualTo(64).isGreaterThan(1);
    }

    @Test
    void shouldReceiveABoundedNumberOfBytesInATurn() throws IOException {
        var turns = new ArrayList<Long>();
        Staged server = serve(new UdpScript() {
            @Override
            protected void onHandle(ByteBuffer packet) {
                turns.add(mine().loop().turnNumber());
            }
        });
        server.channel().setOption(StandardSocketOptions.SO_RCVBUF, 8 * 1024 * 1024);
        UdpClient client = client(server);
        for (int i = 0; i < 6; i++) {
            client.send(bytes(60_000));
        }
        // As many as the kernel had room for: what is read in a turn ends with the one that reaches 256 KiB.
        stage.steps(4);
        assertThat(turns.stream().filter(turns.get(0)::equals).count()).isLessThanOrEqualTo(5);
    }

    // ---- addresses

    private static void needIpv6() {
        try (var probe = new DatagramSocket(0, InetAddress.getByName("::1"))) {
            assertThat(probe.isBound()).isTrue();
        } catch (IOException none) {
            Assumptions.abort("this machine has no IPv6");
        }
    }

    @Test
    @DisplayName("IPv6: its largest datagram is longer")
    void shouldServeIpv6() throws IOException {
        needIpv6();
        Staged server = serve("::1", new UdpScript(), AT_ONCE);
        UdpClient client = client(server);
        assertThat(client.send("six").receiveText(1)).isEqualTo("six");
        assertThat(client.send(bytes(65_527)).receive(2)).isEqualTo(bytes(65_527));
        assertThat(server.datagrams().truncated()).isZero();
    }

    @Test
    @DisplayName("A11: a dual-stack server sees an IPv4 client as IPv4")
    void shouldSeeAnIpv4ClientOfADualStackServerAsIpv4() throws IOException {
        needIpv6();
        var clients = new ArrayList<InetAddress>();
        Staged server = serve(
                "::",
                new UdpScript() {
                    @Override
                    protected void onHandle(ByteBuffer packet) {
                        clients.add(client().getAddress());
                        answer(packet);
                    }
                },
                AT_ONCE);
        int port = server.serverAddress().getPort();
        assertThat(client(new InetSocketAddress("127.0.0.1", port)).send("4").receiveText(1))
                .isEqualTo("4");
        assertThat(client(new InetSocketAddress("::1", port)).send("6").receiveText(1))
                .isEqualTo("6");
        assertThat(clients.get(0)).isInstanceOf(Inet4Address.class);
        assertThat(clients.get(1)).isInstanceOf(Inet6Address.class);
    }

    @Test
    @DisplayName("U8: the answer leaves from the address that was asked")
    void shouldAnswerFromTheAddressItIsBoundTo() throws IOException {
        Staged server = serve("127.0.0.2", new UdpScript(), AT_ONCE);
        try (var client = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            client.connect(server.serverAddress()); // hears nobody else
            client.setSoTimeout(10_000);
            client.send(new DatagramPacket(bytes(3), 3));
            stage.stepUntil(() -> server.datagrams().sent() == 1);
            client.receive(new DatagramPacket(new byte[10], 10));
        }
    }

    @Test
    void shouldNotLetAnotherTakeItsPort() throws IOException {
        Staged server = serve(new UdpScript());
        assertThatThrownBy(() -> new UdpServer(server.serverAddress(), UdpScript::new, AT_ONCE))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith(
                        "cannot listen on 127.0.0.1:" + server.serverAddress().getPort() + ": ");
        assertThatThrownBy(
                        () -> new UdpServer(InetSocketAddress.createUnresolved("nowhere.invalid", 0), UdpScript::new))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("cannot listen on nowhere.invalid:0: unknown host");
    }

    @Test
    void shouldShareAPortWithThoseWhoAskForItToo() throws IOException {
        ServerOptions shared = AT_ONCE.withAllowReusePort(true);
        Staged one = serve("127.0.0.1", new UdpScript(), shared);
        var other = new UdpServer(stage.loop(), one.serverAddress(), UdpScript::new, shared);
        opened.add(other);
        other.serveForever();
        for (int i = 0; i < 50; i++) {
            client(one).send("x").receive(1);
        }
        assertThat(one.datagrams().received() + other.datagrams().received()).isEqualTo(50);
        assertThat(one.datagrams().received()).isBetween(1L, 49L);
    }

    @Test
    void shouldServeTwoOnOneLoop() throws IOException {
        UdpClient one = client(serve(new UdpScript()));
        UdpClient two = client(serve(new UdpScript()));
        one.send("one");
        two.send("two");
        assertThat(one.receiveText(1)).isEqualTo("one");
        assertThat(two.receiveText(1)).isEqualTo("two");
        assertThat(new String(stage.connect().send("three").receive(5), UTF_8)).isEqualTo("three");
    }
}
