/**
 * Floor 6: servers, with the surface of Python's {@code socketserver}. {@link dev.selkie.server.BaseServer} has what all
 * servers share, {@link dev.selkie.server.TcpServer} the listening socket, {@code Acceptor} takes connections from it.
 */
@NullMarked
package dev.selkie.server;

import org.jspecify.annotations.NullMarked;
