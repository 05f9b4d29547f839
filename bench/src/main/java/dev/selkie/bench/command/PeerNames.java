package dev.selkie.bench.command;

import dev.selkie.bench.peer.Peer;
import dev.selkie.bench.peer.Peers;
import java.util.ArrayList;

/** For the help. */
final class PeerNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    PeerNames() {
        Peers.all().stream().map(Peer::name).forEach(this::add);
    }
}
