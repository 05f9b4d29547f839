package dev.selkie.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selkie.handler.RequestHandlerFactory;
import dev.selkie.server.ServerOptions;
import dev.selkie.testing.Client;
import dev.selkie.testing.Script;
import dev.selkie.testing.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract 4, for all connections together: one budget. */
@DisplayName("Contract 4: one budget for all")
class BudgetTest {
    private static final int SMALL_READ_BYTES = 4 * 1024;

    private final List<Script> handlers = new ArrayList<>();

    /** Answers each byte with many, so that output waits long before the client's own sending is held up. */
    private final class Amplifier extends Script {
        private static final int BYTES_FOR_ONE = 8 * 1024 * 1024;
        private int largestRead;

        @Override
        protected void onHandle(ByteBuffer received) {
            largestRead = Math.max(largestRead, received.remaining());
            if (received.get() == '!') {
                peer().write(ByteBuffer.allocate(BYTES_FOR_ONE));
            }
            peer().write(received.position(received.position() - 1));
        }
    }

    private final class Hoarder extends Script {
        @Override
        protected void onHandle(ByteBuffer received) {
            // waits for more
        }
    }

    /** Consumes all, and keeps it, as a decoder that waits for the end of a message. */
    private static final class Collector extends Script {
        private long collectedBytes;

        @Override
        protected void onHandle(ByteBuffer received) {
            peer().messageBegins();
            collectedBytes += received.remaining();
            received.position(received.limit());
            peer().holds(collectedBytes);
        }
    }

    private Stage stage(long tightBytes, long overdrawnBytes, RequestHandlerFactory factory) throws IOException {
        return new Stage(
                SelectorProvider.provider(),
                () -> {
                    var handler = (Script) factory.create();
                    handlers.add(handler);
                    return handler;
                },
                ServerOptions.defaults()
                        .withBudget(new Budget(tightBytes, overdrawnBytes))
                        .withConnection(ConnectionOptions.defaults().withMarks(16 * 1024, 1024 * 1024)));
    }

    private Client deaf(Stage stage) throws IOException {
        int index = handlers.size();
        Client client = stage.connect(4 * 1024).send("!");
        stage.stepUntil(
                () -> handlers.size() > index && handlers.get(index).events().contains("handle !"));
        return client;
    }

    @Test
    void shouldBeTightAboveTheFirstLimitUntilAQuarterOfItIsFreeAgain() {
        var budget = new Budget(100, 150);
        var changes = new ArrayList<Boolean>();
        budget.addListener(() -> changes.add(budget.isTight()));
        budget.charge(100);
        assertThat(budget.isTight()).isFalse();
        budget.charge(1);
        assertThat(budget.isTight()).isTrue();
        budget.charge(-25);
        assertThat(budget.isTight()).isTrue();
        budget.charge(-1);
        assertThat(budget.isTight()).isFalse();
        assertThat(changes).containsExactly(true, false);
    }

    @Test
    void shouldTellOfEachChargeAboveTheSecondLimit() {
        var budget = new Budget(100, 150);
        var calls = new ArrayList<Long>();
        budget.charge(150);
        budget.addListener(() -> calls.add(budget.usedBytes()));
        assertThat(budget.isOverdrawn()).isFalse();
        budget.charge(1);
        budget.charge(1);
        assertThat(budget.isOverdrawn()).isTrue();
        budget.charge(-2);
        assertThat(calls).containsExactly(151L, 152L);
    }

    @Test
    void shouldRefuseLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> new Budget(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Budget(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldDeriveItsLimitsFromTheHeap() {
        var budget = new Budget();
        long heap = Runtime.getRuntime().maxMemory();
        budget.charge(heap / 4 + 1);
        assertThat(budget.isTight()).isTrue();
        assertThat(budget.isOverdrawn()).isFalse();
        budget.charge(heap / 8 + 8);
        assertThat(budget.isOverdrawn()).isTrue();
    }

    @Test
    void shouldReadInSmallPiecesThoseWhoOweNothingWhileItIsTight() throws IOException {
        try (var stage = stage(100_000, Long.MAX_VALUE, Amplifier::new)) {
            deaf(stage);
            assertThat(stage.server().budget().isTight()).isTrue();
            Client other = stage.connect();
            byte[] much = "x".repeat(100_000).getBytes();
            other.send(much);
            assertThat(other.receive(much.length)).isEqualTo(much);
            assertThat(((Amplifier) handlers.get(1)).largestRead).isEqualTo(SMALL_READ_BYTES);
        }
    }

    @Test
    void shouldNotReadThoseWhoOweAnythingWhileItIsTightAndReadThemAgainWhenItIsNot() throws IOException {
        try (var stage = stage(2_000_000, Long.MAX_VALUE, Amplifier::new)) {
            Client slow = stage.connect(4 * 1024);
            stage.stepUntil(() -> handlers.size() == 1);
            Script slowHandler = handlers.get(0);
            for (int quiet = 0; quiet < 20; quiet++) { // until the socket takes no more; its own mark is far
                if (stage.server().budget().usedBytes() < 100_000) {
                    stage.onLoop(() -> slowHandler.peer().write(ByteBuffer.allocate(200_000)));
                    quiet = 0;
                }
                stage.step();
            }
            assertThat(stage.server().budget().isTight()).isFalse();
            Client deaf = deaf(stage);
            slow.send("heard?");
            stage.steps(20);
            assertThat(slowHandler.events()).containsExactly("setup");
            stage.onLoop(() -> assertThat(slowHandler.peer().isWritable()).isFalse());
            deaf.reset();
            stage.stepUntil(() -> slowHandler.events().contains("handle heard?"));
            stage.onLoop(() -> assertThat(slowHandler.peer().isWritable()).isTrue());
        }
    }

    @Test
    void shouldCloseThoseWhoHaveBeenStuckLongestWhenItIsOverdrawn() throws IOException {
        try (var stage = stage(20_000_000, 30_000_000, Amplifier::new)) {
            for (int i = 0; i < 6; i++) { // each holds less than 8 MiB, and more than 4
                deaf(stage);
                stage.passTime(Duration.ofSeconds(1));
            }
            stage.stepUntil(() -> !stage.server().budget().isOverdrawn());
            assertThat(stage.server().counters().closed(CloseReason.OVERLOADED)).isPositive();
            assertThat(handlers.get(0).reason()).isEqualTo(CloseReason.OVERLOADED);
            assertThat(handlers.get(0).unsentBytes()).isPositive();
            assertThat(handlers.get(5).isClosed()).isFalse();
            assertThat(stage.connect().send("a").receiveText(1)).isEqualTo("a");
        }
    }

    @Test
    void shouldCloseAsManyAsItTakes() throws IOException {
        try (var stage = stage(50_000_000, 60_000_000, Hoarder::new)) {
            for (int i = 0; i < 5; i++) {
                stage.connect(4 * 1024);
                stage.stepUntil(
                        () -> handlers.size() == stage.server().counters().opened());
                stage.passTime(Duration.ofSeconds(1));
            }
            stage.stepUntil(() -> handlers.size() == 5);
            for (Script handler : handlers.subList(0, 4)) {
                stage.onLoop(() -> handler.peer().write(ByteBuffer.allocate(14_000_000)));
                stage.passTime(Duration.ofSeconds(1));
            }
            assertThat(stage.server().budget().usedBytes()).isBetween(35_000_000L, 60_000_000L);
            long before = stage.server().budget().usedBytes();
            Budget budget = stage.server().budget();
            stage.onLoop(() -> budget.charge(85_000_000 - before)); // as one that holds much at once, and stays
            stage.steps(3);
            assertThat(stage.server().counters().closed(CloseReason.OVERLOADED)).isBetween(2L, 3L);
            assertThat(budget.isOverdrawn()).isFalse();
        }
    }

    @Test
    void shouldCloseAllThatAreTooMany() throws IOException {
        try (var stage = stage(50_000_000, 60_000_000, Collector::new)) {
            Budget budget = stage.server().budget();
            for (int i = 0; i < 40; i++) {
                stage.connect();
            }
            stage.stepUntil(() -> handlers.size() == 40);
            stage.onLoop(() -> handlers.forEach(handler -> handler.peer().holds(1_000_000)));
            stage.onLoop(() -> budget.charge(50_000_000));
            stage.stepUntil(() -> !budget.isOverdrawn());
            assertThat(stage.server().counters().closed(CloseReason.OVERLOADED)).isEqualTo(30);
        }
    }

    @Test
    @DisplayName("B16: unfinished input of many fills the budget")
    void shouldCloseThoseWhoseUnfinishedInputFillsIt() throws IOException {
        try (var stage = stage(200_000, 300_000, Hoarder::new)) {
            for (int i = 0; i < 20; i++) {
                stage.connect().send(new byte[60_000]);
                stage.passTime(Duration.ofMillis(10));
            }
            stage.steps(50);
            assertThat(stage.server().budget().usedBytes()).isLessThanOrEqualTo(300_000);
            assertThat(stage.server().counters().closed(CloseReason.OVERLOADED)).isPositive();
            assertThat(handlers.get(0).reason()).isEqualTo(CloseReason.OVERLOADED);
            assertThat(handlers.get(19).isClosed()).isFalse();
        }
    }

    /** Says that it holds as much as it has read. */
    private final class Keeper extends Script {
        private final byte[] kept = new byte[1024];

        @Override
        protected void onHandle(ByteBuffer received) {
            received.position(received.limit());
            peer().holds(kept.length);
        }
    }

    @Test
    @DisplayName("B16: what thousands send in one turn is not kept before somebody can be chosen to go")
    void shouldEndWhoseInputMustBeKeptWhenItIsFull() throws IOException {
        assertThat(mostUsed(Hoarder::new)).isBetween(6_000L, 10_000L);
        assertThat(mostUsed(Keeper::new)).isBetween(6_000L, 10_000L);
    }

    /** When forty clients send a kilobyte each, all of which is there at once. */
    private long mostUsed(RequestHandlerFactory factory) throws IOException {
        handlers.clear();
        try (var stage = stage(6_000, 6_000, factory)) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                clients.add(stage.connect());
            }
            stage.stepUntil(() -> handlers.size() == clients.size());
            Budget budget = stage.server().budget();
            var most = new AtomicLong();
            budget.addListener(() -> most.accumulateAndGet(budget.usedBytes(), Math::max));
            for (Client client : clients) {
                client.send(new byte[1024]);
            }
            stage.steps(50);
            assertThat(stage.server().counters().closed(CloseReason.OVERLOADED)).isBetween(34L, 36L);
            return most.get();
        }
    }

    @Test
    @DisplayName("B16: what handlers keep of what they have consumed fills the budget")
    void shouldCloseThoseWhoseHandlersHoldWhatFillsIt() throws IOException {
        try (var stage = stage(200_000, 300_000, Collector::new)) {
            Budget budget = stage.server().budget();
            Client slow = stage.connect();
            for (int i = 0; i < 14; i++) {
                long before = i * 20_100L;
                slow.send(new byte[100]); // it makes no progress by sending more and more of it
                stage.stepUntil(() -> budget.usedBytes() == before + 100);
                stage.passTime(Duration.ofMillis(10));
                stage.connect().send(new byte[20_000]);
                stage.stepUntil(() -> budget.usedBytes() == before + 20_100);
            }
            stage.connect().send(new byte[20_000]);
            stage.stepUntil(() -> handlers.get(0).isClosed());
            stage.steps(50);
            assertThat(handlers.get(0).reason()).isEqualTo(CloseReason.OVERLOADED);
            assertThat(stage.server().counters().closed(CloseReason.OVERLOADED)).isEqualTo(1);
            assertThat(budget.usedBytes()).isEqualTo(15 * 20_000);
        }
    }

    @Test
    void shouldCountWhatAHandlerHoldsUntilItSaysSomethingElseOrEnds() throws IOException {
        try (var stage = stage(200_000, 300_000, Collector::new)) {
            Budget budget = stage.server().budget();
            Client client = stage.connect().send(new byte[1000]);
            stage.stepUntil(() -> budget.usedBytes() == 1000);
            client.send("x");
            stage.stepUntil(() -> budget.usedBytes() == 1001);
            stage.onLoop(() -> handlers.get(0).peer().holds(1));
            assertThat(budget.usedBytes()).isEqualTo(1);
            client.reset();
            stage.stepUntil(() -> handlers.get(0).isClosed());
            assertThat(budget.usedBytes()).isZero();
        }
    }

    @Test
    void shouldCountWhatOtherThreadsWrite() throws IOException {
        try (var stage = stage(20_000_000, 30_000_000, Hoarder::new)) {
            for (int i = 0; i < 4; i++) {
                stage.connect(4 * 1024);
            }
            stage.stepUntil(() -> handlers.size() == 4);
            List<Boolean> accepted = new ArrayList<>();
            for (Script handler : handlers) { // nobody runs the loop now: this is another thread's write
                accepted.add(handler.peer().write(ByteBuffer.allocate(12_000_000)));
            }
            assertThat(accepted).containsExactly(true, true, true, false); // 40 million are a third more than 30
            assertThat(stage.server().budget().isTight()).isTrue();
            stage.stepUntil(() -> handlers.get(3).isClosed());
            assertThat(handlers.get(3).reason()).isEqualTo(CloseReason.OVERLOADED);
            assertThat(stage.server().counters().open()).isPositive();
        }
    }

    @Test
    void shouldBeSharedByServersThatAreGivenTheSame() throws IOException {
        var budget = new Budget(100, 200);
        var options = ServerOptions.defaults().withBudget(budget);
        try (var one = new Stage(SelectorProvider.provider(), Script::new, options);
                var two = new Stage(SelectorProvider.provider(), Script::new, options)) {
            assertThat(one.server().budget())
                    .isSameAs(budget)
                    .isSameAs(two.server().budget());
        }
    }
}
