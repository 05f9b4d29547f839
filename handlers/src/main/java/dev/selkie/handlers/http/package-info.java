/**
 * HTTP/1.1: {@link dev.selkie.handlers.http.FilesHandler} serves a {@link dev.selkie.handlers.http.Site}. Jetty's
 * {@code jetty-http} knows the protocol; the bytes are sent by Selkie.
 *
 * <p>In the order of a request: {@code FilesHandler} has {@code RequestParser} and {@code RequestRules} find it, and answers
 * what {@code RecentFiles} has from a moment ago. All else it gives as a {@code PendingAnswer} to the site, whose
 * {@link dev.selkie.loop.Errands} bound what may block. There {@code Responder} asks {@code Target} what is meant,
 * {@code Tree} and {@code Folder} where it is, and {@code Validators} and {@code Ranges} what of it is wanted;
 * {@code FileAnswer} and {@code MultipartAnswer}, of a {@code SmallDocument} in memory or a {@code LargeDocument} on the
 * disk, {@code FolderPages} with {@code Listing}, or {@code Pages} make the {@code Answer}, which goes back to the loop and
 * out. Whatever is not served is a {@code RefusedException}.
 */
@NullMarked
package dev.selkie.handlers.http;

import org.jspecify.annotations.NullMarked;
