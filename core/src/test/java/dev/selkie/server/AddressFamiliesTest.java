package dev.selkie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.handler.StreamRequestHandler;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("N11, A11: both families of addresses")
class AddressFamiliesTest {
    private final List<InetSocketAddress> clients = new ArrayList<>();

    @BeforeEach
    void needIpv6() throws IOException {
        try (var probe = SocketChannel.open()) {
            probe.bind(new InetSocketAddress("::1", 0));
        } catch (IOException | UnsupportedOperationException none) {
            Assumptions.abort("this machine has no IPv6");
        }
    }

    private final class Echo extends StreamRequestHandler {
        @Override
        protected void setup() {
            clients.add((InetSocketAddress) clientAddress());
        }

        @Override
        protected void handle(ByteBuffer received) {
            connection().write(received);
        }
    }

    private TcpServer serve(Stage stage, String host) throws IOException {
        var atOnce = ServerOptions.defaults().withGrace(Duration.ZERO); // the clock of a stage stands still
        var server = new TcpServer(stage.loop(), new InetSocketAddress(host, 0), Echo::new, atOnce);
        server.serveForever();
        return server;
    }

    private static String say(Stage stage, TcpServer server, String host) throws IOException {
        var address = new InetSocketAddress(host, server.serverAddress().getPort());
        return stage.connect(address).send("hello").receiveText(5);
    }

    @Test
    void shouldSeeAnIpv4ClientOfADualStackServerAsIpv4() throws IOException {
        try (var stage = new Stage(Echo::new);
                var server = serve(stage, "::")) {
            assertThat(say(stage, server, "127.0.0.1")).isEqualTo("hello");
            assertThat(say(stage, server, "::1")).isEqualTo("hello");
            assertThat(clients.get(0).getAddress()).isInstanceOf(Inet4Address.class);
            assertThat(clients.get(0).getAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
            assertThat(clients.get(1).getAddress()).isInstanceOf(Inet6Address.class);
        }
    }

    @Test
    void shouldNotReachAnIpv4ServerByIpv6() throws IOException {
        try (var stage = new Stage(Echo::new);
                var server = serve(stage, "0.0.0.0")) {
            assertThat(say(stage, server, "127.0.0.1")).isEqualTo("hello");
            assertThatThrownBy(() -> say(stage, server, "::1")).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void shouldNotReachAnIpv6AddressByIpv4() throws IOException {
        try (var stage = new Stage(Echo::new);
                var server = serve(stage, "::1")) {
            assertThat(say(stage, server, "::1")).isEqualTo("hello");
            assertThatThrownBy(() -> say(stage, server, "127.0.0.1")).isInstanceOf(ConnectException.class);
        }
    }
}
