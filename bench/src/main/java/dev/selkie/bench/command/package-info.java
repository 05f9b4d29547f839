/** What can be measured: a class for each command. */
@NullMarked
package dev.selkie.bench.command;

import org.jspecify.annotations.NullMarked;
