/**
 * Floor 1: readiness, timers and tasks on one thread. The loop knows nothing of bytes: a key's attachment is a
 * {@link dev.selkie.loop.ReadyHandler}, and a new kind of channel changes no line here.
 *
 * <p>The network, the clock and the executor for what may block are parameters of
 * {@link dev.selkie.loop.EventLoop}; nothing above this floor reads the time, sleeps or opens a network channel by
 * another way.
 */
@NullMarked
package dev.selkie.loop;

import org.jspecify.annotations.NullMarked;
