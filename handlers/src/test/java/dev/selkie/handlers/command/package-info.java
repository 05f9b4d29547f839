/** Tests of the command server. */
@NullMarked
package dev.selkie.handlers.command;

import org.jspecify.annotations.NullMarked;
