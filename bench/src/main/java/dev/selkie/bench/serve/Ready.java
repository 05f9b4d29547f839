package dev.selkie.bench.serve;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;

/** What a measured server has to do with the one who measures it. */
final class Ready {
    private Ready() {}

    /** Tells that it listens; from then on answers the line {@code allocated}, and ends when standard input does. */
    static void tell(SocketAddress address) {
        var at = (InetSocketAddress) address;
        System.out.println("listening on " + at.getAddress().getHostAddress() + ":" + at.getPort());
        var thread = new Thread(Ready::answer, "control");
        thread.setDaemon(true);
        thread.start();
    }

    private static void answer() {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            while ("allocated".equals(in.readLine())) {
                System.out.println(allocatedBytes());
            }
        } catch (IOException failure) {
            // ends as if it had ended
        }
        Runtime.getRuntime().halt(0);
    }

    private static long allocatedBytes() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .sum();
    }
}
