/** What the handlers that speak HTTP share. Jetty's {@code jetty-http} knows the protocol; the bytes are sent by Selkie. */
@NullMarked
package dev.selkie.handlers.http;

import org.jspecify.annotations.NullMarked;
