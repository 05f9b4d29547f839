/** A server and its clients on one loop and one thread: stepped, with a clock that is moved by hand. */
@NullMarked
package dev.selkie.testing;

import org.jspecify.annotations.NullMarked;
