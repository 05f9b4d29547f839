package dev.selkie.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.connection.CloseReason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ReceiveHandlerTest {
    private final List<String> printed = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5_000_000})
    void shouldTellHowMuchCameWhenTheStreamHasEnded(long count) throws Exception {
        try (var served = new Served(() -> new ReceiveHandler(printed::add));
                var client = served.connect()) {
            Payload.send(client.getOutputStream(), count);
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(printed).containsExactly("Total size:" + count);
        }
    }

    @Test
    void shouldNotTakeAPartForTheWhole() throws Exception {
        try (var served = new Served(() -> new ReceiveHandler(printed::add))) {
            try (var client = served.connect()) {
                Payload.send(client.getOutputStream(), 100);
                client.setSoLinger(true, 0); // a reset
            }
            served.awaitClosed(CloseReason.PEER_RESET);
            assertThat(printed).isEmpty();
        }
    }
}
