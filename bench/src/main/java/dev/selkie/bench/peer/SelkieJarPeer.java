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
        return service == Service.ECHO || service == Service.HTTP || service == Service.HELLO;
    }

    @Override
    public boolean logsRequests() {
        return true;
    }

    @Override
    public Optional<String> missing(Setup setup) {
        return Files.exists(setup.selkieJar()) ? Optional.empty() : Optional.of("no " + setup.selkieJar());
    }

    @Override
    public List<String> command(Service service, Setup setup) {
        List<String> command = new ArrayList<>(
                List.of(setup.java().toString(), "-jar", setup.selkieJar().toString()));
        switch (service) {
            case HTTP -> {
                command.addAll(List.of("files", setup.documents().toString()));
                if (!setup.logsRequests()) {
                    command.addAll(List.of("--log-level", "warn"));
                }
            }
            case HELLO -> command.add("hello-http");
            default -> command.add("echo");
        }
        command.addAll(List.of("--port", "0"));
        return command;
    }
}
