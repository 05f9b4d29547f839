package dev.selkie.bench.peer;

import dev.selkie.bench.load.Load;
import dev.selkie.bench.load.LoadMain;
import dev.selkie.bench.load.LoadResult;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The process that puts load on servers, one load after the other. It stays, so that it is warm. */
public final class LoadProcess implements AutoCloseable {
    private final Process process;
    private final ObjectOutputStream out;
    private final ObjectInputStream in;

    private LoadProcess(Process process) throws IOException {
        this.process = process;
        this.out = new ObjectOutputStream(process.getOutputStream());
        out.flush();
        this.in = new ObjectInputStream(process.getInputStream());
    }

    /**
     * Starts it.
     *
     * @param pin the beginning of a command, which binds what it runs to a processor; may be empty
     */
    public static LoadProcess start(List<String> pin) throws IOException {
        List<String> command = new ArrayList<>(JavaPeer.java(Path.of(System.getProperty("java.home"), "bin", "java")));
        command.add(LoadMain.class.getName());
        return new LoadProcess(RunningPeer.process(command, pin, Redirect.INHERIT));
    }

    /**
     * Has it run one.
     *
     * @throws IOException when it fails, with the reason
     */
    public LoadResult run(Load load) throws IOException {
        out.writeObject(load);
        out.reset();
        out.flush();
        try {
            Object answer = in.readObject();
            if (answer instanceof Exception failure) {
                throw new IOException(Objects.requireNonNullElseGet(failure.getMessage(), failure::toString), failure);
            }
            return (LoadResult) answer;
        } catch (ClassNotFoundException e) {
            throw new IOException("the load process runs another version", e);
        }
    }

    @Override
    public void close() {
        Children.end(process);
    }
}
