package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.selkie.loop.EventLoop;
import dev.selkie.server.TcpServer;
import dev.selkie.simulation.Conditions;
import dev.selkie.simulation.Peer;
import dev.selkie.simulation.SimulatedNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many ask what is in a folder while somebody is looking, which takes long. */
@Timeout(120)
class ListingCrowdTest {
    private static final int CROWD = 600;
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1);

    private final SimulatedNetwork network = new SimulatedNetwork(1, Conditions.CALM);
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private volatile Thread lister = new Thread();

    /** The lister stops here, before it looks. */
    private long readClock() {
        if (Thread.currentThread() == lister) {
            released.join();
        }
        return network.nanoTime();
    }

    @Test
    @DisplayName("L9: who asks what is in a folder waits for the page, since thousands who are refused would ask again")
    void shouldLetACrowdWaitForAPage(@TempDir Path root) throws Exception {
        Site site = Site.of(root);
        try (var loop = new EventLoop(network, this::readClock, tasks::add);
                var server = new TcpServer(
                        loop,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        () -> new FilesHandler(site))) {
            server.serveForever();
            List<Peer> crowd = new ArrayList<>();
            crowd.add(network.connect(server.serverAddress()).send(REQUEST));
            loop.runUntil(() -> !tasks.isEmpty());
            lister = new Thread(tasks.remove());
            lister.start();
            await().until(() -> lister.getState() == Thread.State.WAITING);

            while (crowd.size() < CROWD) {
                crowd.add(network.connect(server.serverAddress()).send(REQUEST));
            }
            loop.runUntil(() -> server.counters().receivedBytes() == (long) CROWD * REQUEST.length);
            tasks.forEach(Runnable::run);
            released.complete(null);
            lister.join();
            loop.runUntil(() -> crowd.stream().allMatch(peer -> peer.received().length > 0));

            assertThat(crowd)
                    .extracting(peer -> Website.statuses(new String(peer.received(), ISO_8859_1)))
                    .containsOnly(List.of(200));
        } finally {
            released.complete(null);
        }
    }
}
