package dev.selkie.bench.report;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * What the page says of a benchmark.
 *
 * @param title its heading
 * @param sentence what is measured, and how
 * @param more the other figures that belong to it; the rest is for the terminal and for programs
 */
record Section(String title, String sentence, List<String> more) {
    private static final Map<String, Section> SECTIONS = Map.of(
            "echo",
            new Section(
                    "Echo",
                    "What a client sends comes back: the server's processor time for one message. So many messages are on"
                            + " their way at a time, on each connection. With one connection it is asleep before each, and is woken.",
                    List.of()),
            "latency",
            new Section(
                    "Latency of an echo",
                    "Messages are sent at a constant rate, whether or not answers come, and each is timed from when it should"
                            + " have been sent. The picture has all rounds together, so that one that was disturbed shows at"
                            + " its right; the tables have medians of the rounds.",
                    List.of("p90 µs", "p99 µs", "p99.9 µs")),
            "files",
            new Section(
                    "Files",
                    "A file that is in memory goes to each connection: the server's processor time for a GiB. Those that let"
                            + " one choose how much they hand to the system at once are measured with each size, the others once:"
                            + " in the picture their lines are level and have no marks. *first/last* tells how even it is: after"
                            + " what part of the whole time the first connection had all it asked for.",
                    List.of("first/last")),
            "http",
            new Section(
                    "HTTP",
                    "The server's processor time for a request. Connections stay, unless each request has its own. Nobody"
                            + " logs requests, unless the table says so: there a line for each is written to a file at once."
                            + " *hello* are 12 bytes, a constant of all but Selkie's `files`, which sends them from a file; where"
                            + " each request has its own connection, it is Selkie's `hello-http`. nginx keeps"
                            + " files open between requests (`open_file_cache`), Selkie small ones in memory for 10 ms.",
                    List.of()),
            "udp",
            new Section("UDP", "A datagram comes back: the server's processor time for one.", List.of("lost")),
            "connect",
            new Section(
                    "Connections",
                    "A client connects, sends 16 bytes, gets them back and closes: the server's processor time for all that.",
                    List.of()),
            "idle",
            new Section(
                    "Idle connections",
                    "What connections cost an echo server that say nothing: memory of its own, and what a message of others"
                            + " then costs, over what it costs without them.",
                    List.of("resident bytes")),
            "startup",
            new Section(
                    "Start",
                    "From the start of the process to its first answer, and the processor time until then.",
                    List.of("CPU ms")),
            "alloc",
            new Section(
                    "Allocation",
                    "What an echo server in Java allocates for a message: the difference of a long and a short load, so that"
                            + " it may be a little less than 0.",
                    List.of()));

    static Section of(String benchmark) {
        return requireNonNull(SECTIONS.get(benchmark), benchmark);
    }
}
