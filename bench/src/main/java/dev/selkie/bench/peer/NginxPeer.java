package dev.selkie.bench.peer;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** nginx with one worker and {@code sendfile} on. */
final class NginxPeer implements Peer {
    static final String NAME = "nginx";

    private static final String CONFIGURATION = """
            %s
            daemon off;
            worker_processes 1;
            pid nginx.pid;
            error_log nginx.log;
            events { worker_connections 20000; }
            http {
                access_log %s;
                sendfile on;
                tcp_nopush on;
                sendfile_max_chunk %d;
                keepalive_requests 1000000000;
                open_file_cache max=100;
                default_type application/octet-stream;
                server {
                    listen 127.0.0.1:%d;
                    root "%s";
                    location = /hello { return 200 "Hello, World"; }
                }
            }
            """;

    /** An administrator's worker would be nobody, who may not read our files. */
    private static final String USER = System.getProperty("user.name").equals("root") ? "user root;" : "";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean serves(Service service) {
        return service == Service.HTTP || service == Service.HELLO;
    }

    @Override
    public boolean hasChunks() {
        return true;
    }

    @Override
    public boolean logsRequests() {
        return true;
    }

    @Override
    public Optional<String> missing(Setup setup) {
        return Programs.missing(NAME);
    }

    @Override
    public List<String> command(Service service, Setup setup) {
        String nginx = Programs.find(NAME).orElseThrow().toString();
        return List.of(nginx, "-p", setup.scratch().toString(), "-c", "nginx.conf");
    }

    /** It tells no port it has found, and prints nothing when it is ready: a free one is given to it, and tried. */
    @Override
    public RunningPeer start(Service service, Setup setup) throws IOException {
        var address = freePort();
        Path configuration = setup.scratch().resolve("nginx.conf");
        Files.writeString(
                configuration,
                CONFIGURATION.formatted(
                        USER,
                        setup.logsRequests() ? "access.log" : "off",
                        setup.chunkBytes(),
                        address.getPort(),
                        setup.documents()));
        Process process = RunningPeer.process(command(service, setup), setup.pin(), Redirect.INHERIT);
        for (int tries = 0; tries < 200 && process.isAlive(); tries++) {
            try (var socket = new Socket()) {
                socket.connect(address);
                return RunningPeer.of(NAME, service, process, address);
            } catch (IOException notYet) {
                pause(process);
            }
        }
        Children.end(process);
        throw new IOException("nginx does not listen");
    }

    private static void pause(Process process) throws IOException {
        try {
            process.waitFor(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while nginx starts", e);
        }
    }

    private static InetSocketAddress freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
    }
}
