/**
 * Floor 6: servers, with the surface of Python's {@code socketserver}. {@link dev.selkie.server.BaseServer} has what all
 * servers share, {@link dev.selkie.server.TcpServer} the listening socket. Behind them: {@code Acceptor} takes connections
 * from it, {@code Requests} serves them, {@code Serving} is {@code serveForever} and {@code shutdown}, {@code SingleRequest}
 * is {@code handleRequest}, {@code Closing} is {@code close}.
 */
@NullMarked
package dev.selkie.server;

import org.jspecify.annotations.NullMarked;
