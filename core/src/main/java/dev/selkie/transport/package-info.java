/**
 * Floor 2: bytes in and out of one channel. {@link dev.selkie.transport.PlainTransport} is the socket itself; an
 * encrypted one comes in by the same door, {@link dev.selkie.transport.Transport}.
 */
@NullMarked
package dev.selkie.transport;

import org.jspecify.annotations.NullMarked;
