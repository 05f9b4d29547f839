package dev.selkie.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
    private final WaitingLine<String> line = new WaitingLine<>();

    private List<String> poll(int count) {
        List<String> polled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            polled.add(line.poll());
        }
        return polled;
    }

    @Test
    void shouldServeTheOldestTheYoungestAndTheOneThatHasWaitedLongest() {
        line.add("waits longest", 5);
        for (int i = 0; i < 1000; i++) {
            line.add("one of many " + i, 10 + i);
        }
        line.add("oldest", 1);
        line.add("youngest", 2000);

        assertThat(poll(3)).containsExactlyInAnyOrder("waits longest", "oldest", "youngest");
    }

    @Test
    void shouldServeEverybodyHoweverManyOlderAndYoungerOnesCome() {
        for (int i = 0; i < 10; i++) {
            line.add("patient " + i, 0);
        }
        List<String> served = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            line.add("older " + i, -i);
            line.add("younger " + i, i);
            served.add(line.poll());
        }

        assertThat(served).contains("patient 0", "patient 9");
    }

    @Test
    void shouldServeAllOfOneAge() {
        line.add("first", 1);
        line.add("second", 1);
        line.add("third", 1);

        assertThat(line.size()).isEqualTo(3);
        assertThat(poll(3)).containsExactlyInAnyOrder("first", "second", "third");
        assertThat(line.size()).isZero();
        assertThat(line.poll()).isNull();
    }

    @Test
    void shouldNotServeThoseWhoHaveLeft() {
        line.add("stays", 1);
        line.add("leaves", 2);

        assertThat(line.remove("leaves")).isTrue();
        assertThat(line.remove("leaves")).isFalse();
        assertThat(line.remove("stranger")).isFalse();
        assertThat(poll(2)).containsExactly("stays", null);
    }

    /** The clock's origin may be anywhere. */
    @Test
    void shouldCompareTimesByTheirDifference() {
        line.add("in between", Long.MAX_VALUE - 1);
        line.add("in between too", Long.MAX_VALUE - 1);
        line.add("older", Long.MAX_VALUE - 2);
        line.add("younger", Long.MIN_VALUE);

        assertThat(poll(3)).containsExactlyInAnyOrder("in between", "older", "younger");
    }
}
