/**
 * Floor 4: one peer, from its first byte to its last. {@link dev.selkie.connection.Connection} is what handlers talk to,
 * {@code StreamConnection} stands behind it. Its parts: {@code StateMachine} (the states), {@code Input} (reading, with
 * {@code Leftover}, what the handler left, and {@code ReadSize}, how much), {@code Output} (writing, with {@code Gather},
 * the small writes of one callback, and {@code FairShare}, the turns of what waits), {@code Deadlines} (the time-outs,
 * with {@code MessageClock}, that of one message), {@code OffLoopWrites} (bytes from other threads). What the connections
 * of a server share is in {@link dev.selkie.connection.Connections}; {@code Pressure} acts for them when their {@link
 * dev.selkie.connection.Budget} is short, {@code Evictions} when new clients find no place, and {@code Rehearsal} is the
 * connection before the first.
 *
 * <p>{@link dev.selkie.connection.RequestLifecycle} is what a connection calls. It stands here and not with the handlers
 * above, because a connection and its handler know each other, and floors import downwards only.
 *
 * <p>Datagrams have no connection. {@link dev.selkie.connection.Datagrams} is a socket for them with its one handler,
 * {@link dev.selkie.connection.DatagramLifecycle} what it calls; {@code DatagramInput} receives, {@code DatagramOutput} sends
 * and keeps what waits, {@code ReplyRule} knows to whom a reply may go.
 *
 * <p>Nobody waits for long because many have much to say: {@code ReadSize} lets each read less then.
 *
 * <p>What waits goes out in turns, 2 MiB or 5 ms a turn for all connections of a loop together. With so much for each, a
 * turn would grow with the number of downloads, and a small echo beside them would wait for a slice of every one.
 *
 * <p>A connection lingers by time and not by a number of bytes: a peer that has sent much and reads slowly would otherwise
 * be reset with megabytes of the answer still in the kernel, where neither we nor the counters see them.
 */
@NullMarked
package dev.selkie.connection;

import org.jspecify.annotations.NullMarked;
