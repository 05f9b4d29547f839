/** The servers that are measured, each in a process of its own: how they are started, and how they end. */
@NullMarked
package dev.selkie.bench.peer;

import org.jspecify.annotations.NullMarked;
