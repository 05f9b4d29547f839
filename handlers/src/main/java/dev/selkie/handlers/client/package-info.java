/**
 * The bundled clients, on a {@link dev.selkie.server.Connector} or, for datagrams, straight on the loop. {@code Conversation}
 * is the order of things between a person and a server, {@code ClientHandler} and {@code UdpClient} what it talks through,
 * {@code Messages} and {@code Display} where it gets the one and puts the other; these may block, and are called away from the
 * loop, by {@code OffLoop}. {@code RunHandler}s speak with a command server, in the tutorial's
 * form of its protocol or in the robust one.
 */
@NullMarked
package dev.selkie.handlers.client;

import org.jspecify.annotations.NullMarked;
