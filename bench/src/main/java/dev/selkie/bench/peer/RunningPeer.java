package dev.selkie.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server that listens. */
public final class RunningPeer implements AutoCloseable {
    private static final String READY = "listening on ";
    private static final long READY_SECONDS = 20;

    private final String name;
    private final Service service;
    private final Process process;
    private final BufferedReader output;
    private final InetSocketAddress address;

    private RunningPeer(
            String name, Service service, Process process, BufferedReader output, InetSocketAddress address) {
        this.name = name;
        this.service = service;
        this.process = process;
        this.output = output;
        this.address = address;
    }

    /** Starts one and reads the line that tells where it listens. */
    static RunningPeer start(String name, Service service, List<String> command, Setup setup) throws IOException {
        Path complaints = Files.createTempFile(setup.scratch(), name, ".err");
        Process process = process(command, setup.pin(), Redirect.to(complaints.toFile()));
        try {
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            return new RunningPeer(name, service, process, output, address(name, readLine(name, output)));
        } catch (IOException failure) {
            Children.end(process);
            throw Files.readAllLines(complaints).stream()
                    .findFirst()
                    .map(line -> new IOException(failure.getMessage() + ", after " + line, failure))
                    .orElse(failure);
        }
    }

    /** One that was started otherwise, and is known to listen there. */
    static RunningPeer of(String name, Service service, Process process, InetSocketAddress address) {
        return new RunningPeer(name, service, process, process.inputReader(StandardCharsets.UTF_8), address);
    }

    static Process process(List<String> command, List<String> pin, Redirect error) throws IOException {
        List<String> pinned = new ArrayList<>(pin);
        pinned.addAll(command);
        return Children.start(new ProcessBuilder(pinned).redirectError(error));
    }

    private static InetSocketAddress address(String name, String line) throws IOException {
        int colon = line.lastIndexOf(':');
        if (!line.startsWith(READY) || colon < 0) {
            throw new IOException(name + " said '" + line + "' where it should say where it listens");
        }
        return new InetSocketAddress(
                line.substring(READY.length(), colon), Integer.parseInt(line.substring(colon + 1)));
    }

    private static String readLine(String name, BufferedReader output) throws IOException {
        var line = CompletableFuture.supplyAsync(() -> {
            try {
                return output.readLine();
            } catch (IOException ended) {
                return null;
            }
        });
        try {
            String text = line.get(READY_SECONDS, TimeUnit.SECONDS);
            if (text == null) {
                throw new IOException(name + " has ended");
            }
            return text;
        } catch (TimeoutException e) {
            throw new IOException(name + " has said nothing for " + READY_SECONDS + " s", e);
        } catch (ExecutionException | InterruptedException e) {
            throw new IOException(name + " cannot be heard", e);
        }
    }

    /** What it was started for. */
    public Service service() {
        return service;
    }

    public InetSocketAddress address() {
        return address;
    }

    public long pid() {
        return process.pid();
    }

    /**
     * How many bytes its threads have allocated, if it is a Java program of ours.
     *
     * @throws IOException when it does not say
     */
    public long allocatedBytes() throws IOException {
        process.getOutputStream().write("allocated\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return Long.parseLong(readLine(name, output));
    }

    @Override
    public void close() {
        Children.end(process);
    }
}
