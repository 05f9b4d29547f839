package dev.selkie.bench.peer;

import dev.selkie.bench.serve.CopyingFiles;
import dev.selkie.bench.serve.JettyHttp;
import dev.selkie.bench.serve.MicroHttp;
import dev.selkie.bench.serve.MinaEcho;
import dev.selkie.bench.serve.NettyEcho;
import dev.selkie.bench.serve.NettyFiles;
import dev.selkie.bench.serve.NettyHttp;
import dev.selkie.bench.serve.NettyUdp;
import dev.selkie.bench.serve.SelkieEcho;
import dev.selkie.bench.serve.SelkieFiles;
import dev.selkie.bench.serve.SelkieUdp;
import dev.selkie.bench.serve.ThreadsEcho;
import dev.selkie.bench.serve.ThreadsFiles;
import java.util.List;
import java.util.Map;

/** All that can be measured, in the order of the tables. */
public final class Peers {
    /** The one that the others are compared with. */
    public static final String SELKIE = "selkie";

    /** Below it nobody is expected. */
    public static final String FLOOR = CPeer.NAME;

    /** The same in the bundled program. */
    public static final String SELKIE_JAR = SelkieJarPeer.NAME;

    /** The nearest to a floor where that does not speak the protocol. */
    public static final String NGINX = NginxPeer.NAME;

    /** What people ask about. */
    public static final String NETTY = "netty-nio";

    /** The same without Java's selector. */
    public static final String NETTY_EPOLL = "netty-epoll";

    private static final Map<Service, Class<?>> SELKIE_PROGRAMS =
            Map.of(Service.ECHO, SelkieEcho.class, Service.UDP, SelkieUdp.class, Service.FILES, SelkieFiles.class);

    private static final Map<Service, Class<?>> NETTY_PROGRAMS = Map.of(
            Service.ECHO, NettyEcho.class,
            Service.UDP, NettyUdp.class,
            Service.FILES, NettyFiles.class,
            Service.HTTP, NettyHttp.class,
            Service.HELLO, NettyHttp.class);

    private static final Map<Service, Class<?>> THREADS_PROGRAMS =
            Map.of(Service.ECHO, ThreadsEcho.class, Service.FILES, ThreadsFiles.class);

    private static final List<Peer> ALL = List.of(
            new CPeer(),
            new NginxPeer(),
            new JavaPeer(SELKIE, SELKIE_PROGRAMS),
            new SelkieJarPeer(),
            new JavaPeer(NETTY_EPOLL, NETTY_PROGRAMS, JavaPeer.NETTY_EPOLL),
            new JavaPeer(NETTY, NETTY_PROGRAMS, "NIO"),
            new JavaPeer("mina", Map.of(Service.ECHO, MinaEcho.class)),
            new JavaPeer("jetty", Map.of(Service.HTTP, JettyHttp.class, Service.HELLO, JettyHttp.class)),
            new JavaPeer("microhttp", Map.of(Service.HTTP, MicroHttp.class, Service.HELLO, MicroHttp.class)),
            new JavaPeer("virtual-threads", THREADS_PROGRAMS, List.of("VIRTUAL"), 21, true),
            new JavaPeer("threads", THREADS_PROGRAMS, List.of("PLATFORM"), 0, true),
            new JavaPeer("copying-threads", Map.of(Service.FILES, CopyingFiles.class), "PLATFORM"),
            new PythonPeer("python-asyncio", "aio.py"),
            new PythonPeer("python-threads", "threads.py"));

    private Peers() {}

    public static List<Peer> all() {
        return ALL;
    }
}
