/**
 * The command line, {@code java -jar selkie.jar}. {@code Subcommands} lists the commands, one class each;
 * {@code ServerCommand} is what the servers among them share, {@code StreamServerCommand} those that have connections, {@code
 * AnsweringServerCommand} those that answer, {@code MessageServerCommand} those whose messages need a framing;
 * {@code PeerCommand} is what the clients share. {@code Problems} makes one line of every mistake; {@code Signals} and
 * {@code Drain} let connections finish when the process is told to end.
 */
@NullMarked
package dev.selkie.handlers.cli;

import org.jspecify.annotations.NullMarked;
