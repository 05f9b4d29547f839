package dev.selkie.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.loop.CapturedLog;
import dev.selkie.loop.EventLoop;
import dev.selkie.loop.ReadyHandler;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("L1: selects that return at once with nothing, again and again")
class RestlessSelectorTest {
    private final SimulatedNetwork network = new SimulatedNetwork(1, Conditions.CALM);
    private EchoWorld world;

    @BeforeEach
    void serve() throws IOException {
        world = new EchoWorld(network);
        for (int i = 0; i < 5; i++) { // whose ends lie on both sides of the trouble
            world.client(new Random(i), Duration.ofMillis(10 * i), 20_000, EchoWorld.End.HEALTHY);
        }
        world.pass(Duration.ofMillis(5));
    }

    private ServerSocketChannel anotherChannel() throws IOException {
        ServerSocketChannel channel = network.openServerSocketChannel();
        channel.configureBlocking(false);
        world.loop.register(channel, 0, key -> {});
        return channel;
    }

    private void finish() throws IOException {
        world.pass(Duration.ofMinutes(15)); // fails when the loop spins
        world.checkTheHealthyGotEverything();
        world.checkAHealthyClientIsServed();
    }

    @Test
    void shouldNameTheChannelAndMoveAllToANewSelector() throws IOException {
        ServerSocketChannel guilty = anotherChannel();
        network.disturb(guilty, false);
        try (var log = new CapturedLog(EventLoop.class)) {
            finish();
            assertThat(log.warnings()).singleElement().asString().contains(guilty.toString(), "made a new selector");
        }
        assertThat(guilty.isOpen()).isTrue();
        guilty.close();
        world.close();
    }

    @Test
    void shouldCloseTheChannelWhenItDisturbsTheNewSelectorTooAndTellItsHandler() throws IOException {
        ServerSocketChannel guilty = network.openServerSocketChannel();
        guilty.configureBlocking(false);
        var told = new ArrayList<String>();
        world.loop.register(guilty, 0, new ReadyHandler() {
            @Override
            public void ready(SelectionKey key) {}

            @Override
            public void keyReplaced(SelectionKey key) {
                told.add("replaced");
            }

            @Override
            public void loopClosing() {
                told.add("closing");
            }
        });
        network.disturb(guilty, true);
        try (var log = new CapturedLog(EventLoop.class)) {
            finish();
            assertThat(log.errors()).singleElement().asString().contains(guilty.toString(), "closed");
        }
        assertThat(told).startsWith("replaced").endsWith("closing").containsOnlyOnce("closing");
        assertThat(guilty.isOpen()).isFalse();
        world.close();
    }

    @Test
    void shouldGoOnAcceptingWhenItWasTheListeningChannel() throws IOException {
        network.disturb(world.server.channel(), false);
        finish();
        world.close();
    }
}
