/** The bundled handlers: small programs on top of {@code dev.selkie.handler}, to use and to learn from. */
@NullMarked
package dev.selkie.handlers;

import org.jspecify.annotations.NullMarked;
