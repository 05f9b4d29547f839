/**
 * Floor 5: what users subclass. A handler class is to a server what it is in Python's {@code socketserver}: one instance
 * a connection, its fields are the state of the conversation, and nobody else touches them. A
 * {@link dev.selkie.handler.DatagramRequestHandler} has no connection: there is one a socket.
 */
@NullMarked
package dev.selkie.handler;

import org.jspecify.annotations.NullMarked;
