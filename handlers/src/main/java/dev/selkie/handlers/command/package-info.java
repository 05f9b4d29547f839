/**
 * A server that runs commands for its clients: only those that are allowed, each with a time limit, an output limit and a
 * short environment, and none longer than its client is there. {@link dev.selkie.handlers.command.CommandService} is what all
 * connections share; the three handlers are three ways to talk to it.
 */
@NullMarked
package dev.selkie.handlers.command;

import org.jspecify.annotations.NullMarked;
