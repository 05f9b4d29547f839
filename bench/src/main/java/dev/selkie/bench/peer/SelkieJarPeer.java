package dev.selkie.bench.peer;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The bundled command line, as a user runs it. */
final class SelkieJarPeer implements Peer {
    static final String NAME = "selkie.jar";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean serves(Service service) {
        return service == Service.ECHO || service == Service.HTTP;
    }

    @Override
    public Optional<String> missing(Setup setup) {
        return Files.exists(setup.selkieJar()) ? Optional.empty() : Optional.of("no " + setup.selkieJar());
    }

    @Override
    public List<String> command(Service service, Setup setup) {
        List<String> command = new ArrayList<>(
                List.of(setup.java().toString(), "-jar", setup.selkieJar().toString()));
        command.addAll(
                service == Service.ECHO
                        ? List.of("echo")
                        : List.of("files", setup.documents().toString()));
        command.addAll(List.of("--port", "0"));
        return command;
    }
}
