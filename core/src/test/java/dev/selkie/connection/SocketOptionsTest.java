package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.net.StandardSocketOptions;
import org.junit.jupiter.api.Test;

class SocketOptionsTest {
    @Test
    void shouldSetAnOptionOfOneConnection() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() throws IOException {
                assertThat(peer().option(StandardSocketOptions.TCP_NODELAY)).isTrue();
                assertThat(peer().option(StandardSocketOptions.SO_KEEPALIVE)).isFalse();
                peer().setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                peer().setOption(StandardSocketOptions.TCP_NODELAY, false);
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect();
            stage.stepUntil(() -> handler.events().contains("setup"));
            assertThat(handler.isClosed()).isFalse();
            stage.onLoop(() -> {
                try {
                    assertThat(handler.peer().option(StandardSocketOptions.SO_KEEPALIVE))
                            .isTrue();
                    assertThat(handler.peer().option(StandardSocketOptions.TCP_NODELAY))
                            .isFalse();
                } catch (IOException failure) {
                    throw new AssertionError(failure);
                }
            });
            assertThat(stage.server().errors()).isEmpty();
        }
    }

    @Test
    void shouldRefuseAnOptionThatItsSocketDoesNotHave() throws IOException {
        var handler = new Script() {
            @Override
            protected void onSetup() {
                assertThatThrownBy(() -> peer().setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true))
                        .isInstanceOf(UnsupportedOperationException.class);
                events().add("refused");
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.connect();
            stage.stepUntil(() -> handler.events().contains("refused"));
        }
    }

    @Test
    void shouldSetOptionsOfTheListeningSocketThatConnectionsInherit() throws IOException {
        var handler = new Script() {
            private int receiveBuffer;

            @Override
            protected void onSetup() throws IOException {
                receiveBuffer = peer().option(StandardSocketOptions.SO_RCVBUF);
            }
        };
        try (var stage = new Stage(() -> handler)) {
            stage.server().channel().setOption(StandardSocketOptions.SO_RCVBUF, 20_000);
            stage.connect();
            stage.stepUntil(() -> handler.receiveBuffer > 0);
            assertThat(handler.receiveBuffer).isBetween(20_000, 40_000);
        }
    }
}
