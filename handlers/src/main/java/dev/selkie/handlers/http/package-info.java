/**
 * HTTP/1.1: {@link dev.selkie.handlers.http.FilesHandler} serves a {@link dev.selkie.handlers.http.Site}. Jetty's
 * {@code jetty-http} knows the protocol; the bytes are sent by Selkie.
 */
@NullMarked
package dev.selkie.handlers.http;

import org.jspecify.annotations.NullMarked;
