/**
 * The bundled clients, on a {@link dev.selkie.server.Connector} or, for datagrams, straight on the loop. {@code Conversation}
 * is the order of things between a person and a server, {@code ClientHandler} and {@code UdpClient} what it talks through,
 * {@code Messages} and {@code Display} where it gets the one and puts the other; these may block, and are called away from the
 * loop, by {@code OffLoop}. {@code RunHandler} and {@code FramedRunHandler} speak the protocol of the command server.
 */
@NullMarked
package dev.selkie.handlers.client;

import org.jspecify.annotations.NullMarked;
