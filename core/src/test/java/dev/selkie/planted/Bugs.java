package dev.selkie.planted;

import java.util.List;
import java.util.stream.Stream;

/** All that are planted. */
final class Bugs {
    private Bugs() {}

    static List<Bug> all() {
        return Stream.of(LoopBugs.ALL, ConnectionBugs.ALL, TransferBugs.ALL, ServerBugs.ALL, DatagramBugs.ALL)
                .flatMap(List::stream)
                .toList();
    }
}
