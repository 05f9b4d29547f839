package dev.selkie.bench.peer;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A server in Python, of its standard library. */
record PythonPeer(String name, String source) implements Peer {
    @Override
    public boolean serves(Service service) {
        return service == Service.ECHO || service == Service.UDP;
    }

    @Override
    public Optional<String> missing(Setup setup) {
        return Programs.missing("python3");
    }

    @Override
    public List<String> command(Service service, Setup setup) throws IOException {
        String file = Programs.extract(source, setup.scratch()).toString();
        return service == Service.UDP ? List.of("python3", file, "udp") : List.of("python3", file);
    }
}
