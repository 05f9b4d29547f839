package dev.selkie.bench.peer;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The floor: the few system calls that the service needs, in C, built here. */
final class CPeer implements Peer {
    static final String NAME = "c";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean serves(Service service) {
        return service != Service.HTTP && service != Service.HELLO;
    }

    @Override
    public boolean hasChunks() {
        return true;
    }

    @Override
    public Optional<String> missing(Setup setup) {
        return Files.exists(Path.of("/proc/self/schedstat"))
                ? Programs.missing("cc")
                : Optional.of("epoll is of Linux only");
    }

    @Override
    public List<String> command(Service service, Setup setup) throws IOException {
        String program =
                build(service.name().toLowerCase(Locale.ROOT), setup.scratch()).toString();
        return service == Service.FILES
                ? List.of(program, setup.file().toString(), String.valueOf(setup.chunkBytes()))
                : List.of(program);
    }

    private static Path build(String name, Path scratch) throws IOException {
        Path program = scratch.resolve(name);
        if (!Files.exists(program)) {
            Programs.extract("server.h", scratch);
            Path source = Programs.extract(name + ".c", scratch);
            Process compiler =
                    Children.start(new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString())
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.INHERIT));
            try {
                int status = compiler.waitFor();
                if (status != 0) {
                    throw new IOException("cc has ended with " + status + " on " + source.getFileName());
                }
            } catch (InterruptedException e) {
                throw new IOException("interrupted while cc ran", e);
            } finally {
                Children.end(compiler);
            }
        }
        return program;
    }
}
