/** The servers in Java, written as their libraries' own examples are; each is a program. */
@NullMarked
package dev.selkie.bench.serve;

import org.jspecify.annotations.NullMarked;
