package dev.selkie.bench.report;

import dev.selkie.bench.peer.Peers;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Map;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A peer's line, the same in every picture: families have a colour, ours is the thick one, the floor is dashed. */
record Look(Color color, BasicStroke stroke, Marker marker) {
    private static final BasicStroke THICK = stroke(4);
    private static final BasicStroke THIN = stroke(2);
    private static final BasicStroke DASHED =
            new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, new float[] {3, 7}, 0);

    private static final Look OTHER = look(0x9a9a9a, THIN, SeriesMarkers.CIRCLE);

    private static final Map<String, Look> LOOKS = Map.ofEntries(
            Map.entry(Peers.SELKIE, look(0x0b6e99, THICK, SeriesMarkers.CIRCLE)),
            Map.entry(Peers.FLOOR, look(0x2b2f33, DASHED, SeriesMarkers.NONE)),
            Map.entry(Peers.NGINX, look(0x3f8f4f, DASHED, SeriesMarkers.NONE)),
            Map.entry(Peers.SELKIE_JAR, look(0x59aed1, THIN, SeriesMarkers.CIRCLE)),
            Map.entry(Peers.NETTY_EPOLL, look(0xe9a23b, THIN, SeriesMarkers.SQUARE)),
            Map.entry(Peers.NETTY, look(0xd1495b, THIN, SeriesMarkers.SQUARE)),
            Map.entry("mina", look(0xc77dba, THIN, SeriesMarkers.SQUARE)),
            Map.entry("jetty", look(0x8c564b, THIN, SeriesMarkers.SQUARE)),
            Map.entry("microhttp", look(0xbcbd22, THIN, SeriesMarkers.SQUARE)),
            Map.entry("virtual-threads", look(0x7b6cb4, THIN, SeriesMarkers.DIAMOND)),
            Map.entry("threads", look(0xb8a9dd, THIN, SeriesMarkers.DIAMOND)),
            Map.entry("copying-threads", look(0xd9cfee, THIN, SeriesMarkers.DIAMOND)),
            Map.entry("python-asyncio", look(0x8a7f5c, THIN, SeriesMarkers.TRIANGLE_UP)),
            Map.entry("python-threads", look(0xc9bf9d, THIN, SeriesMarkers.TRIANGLE_UP)));

    static Look of(String peer) {
        return LOOKS.getOrDefault(peer, OTHER);
    }

    private static Look look(int rgb, BasicStroke stroke, Marker marker) {
        return new Look(new Color(rgb), stroke, marker);
    }

    private static BasicStroke stroke(float width) {
        return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }
}
