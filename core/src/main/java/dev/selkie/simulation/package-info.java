/**
 * Floor 7: a network in memory, with a clock of its own, driven by one seed. It imports only the JDK, and a server runs in
 * it unmodified, because {@link dev.selkie.simulation.SimulatedNetwork} is a
 * {@link java.nio.channels.spi.SelectorProvider}. {@link dev.selkie.simulation.Conversation}, which puts a server into one,
 * imports the floors below.
 *
 * <p>Datagrams travel one by one ({@code Mailbox}): they are late, overtake each other, get lost and come twice.
 *
 * <p>Everything happens on the thread that steps the loop. A select moves the clock to the next event; delays, the sizes of
 * reads and writes, and faults come from the seed. The same seed gives the same run, to the last byte.
 */
@NullMarked
package dev.selkie.simulation;

import org.jspecify.annotations.NullMarked;
