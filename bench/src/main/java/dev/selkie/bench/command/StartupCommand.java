package dev.selkie.bench.command;

import dev.selkie.bench.measure.ProcessCpu;
import dev.selkie.bench.peer.Peer;
import dev.selkie.bench.peer.RunningPeer;
import dev.selkie.bench.peer.Service;
import dev.selkie.bench.report.Sample;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code selkie-bench startup}. */
@Command(name = "startup", description = "From the start of an echo server's process until its first answer.")
final class StartupCommand extends Benchmark {
    private static final int TIME_LIMIT_MILLIS = 10_000;
    private static final byte[] MESSAGE = {'h', 'e', 'l', 'l', 'o'};

    @Override
    void measure(Session session) throws IOException {
        session.compareFresh(
                Situation.of("startup", "process start to first echo", "ms"),
                peer -> peer.serves(Service.ECHO),
                (peer, round) -> sample(session, peer));
    }

    private static Sample sample(Session session, Peer peer) throws IOException {
        peer.command(Service.ECHO, session.setup()); // builds what is to be built
        long begin = System.nanoTime();
        try (RunningPeer running = peer.start(Service.ECHO, session.setup())) {
            long listening = System.nanoTime();
            double listeningCpuMillis = ProcessCpu.atBirth(running.pid()).nanosSince() / 1e6;
            long connecting = System.nanoTime();
            echo(running);
            long end = System.nanoTime();
            Map<String, Double> more = new LinkedHashMap<>();
            more.put("listening ms", (listening - begin) / 1e6);
            more.put("listening CPU ms", listeningCpuMillis);
            more.put("CPU ms", ProcessCpu.atBirth(running.pid()).nanosSince() / 1e6);
            return new Sample((listening - begin + end - connecting) / 1e6, more, Samples.NO_LATENCY);
        }
    }

    private static void echo(RunningPeer running) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(running.address(), TIME_LIMIT_MILLIS);
            socket.setSoTimeout(TIME_LIMIT_MILLIS);
            socket.getOutputStream().write(MESSAGE);
            new DataInputStream(socket.getInputStream()).readFully(new byte[MESSAGE.length]);
        }
    }
}
