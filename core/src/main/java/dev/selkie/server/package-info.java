/**
 * Floor 6: servers, with the surface of Python's {@code socketserver}, and clients. {@link dev.selkie.server.BaseServer}
 * has what all servers share; {@link dev.selkie.server.TcpServer} and {@link dev.selkie.server.UnixServer} have a listening
 * socket ({@code StreamServer} is what they share, {@code SocketFile} a Unix socket's file), and behind it {@code Acceptor},
 * which takes connections from it, and {@code Requests}, which serves them. {@link dev.selkie.server.UdpServer} has a socket
 * for datagrams, and {@code DatagramRequests}. Both kinds of requests are a {@code Service}; what starts, stops and ends it
 * is the same for all: {@code Serving} is {@code serveForever} and {@code shutdown}, {@code SingleRequest} is
 * {@code handleRequest}, {@code Closing} is {@code close}.
 *
 * <p>{@link dev.selkie.server.Connector} makes connections to others' servers: {@code Connecting} is one {@code connect},
 * with its name, addresses and retries, {@code PendingConnect} a channel on its way, {@code ConnectFailures} what is told
 * when there is none.
 */
@NullMarked
package dev.selkie.server;

import org.jspecify.annotations.NullMarked;
