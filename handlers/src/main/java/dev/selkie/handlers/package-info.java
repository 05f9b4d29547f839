/**
 * The bundled handlers: small programs on top of {@code dev.selkie.handler}, to use and to learn from. Those that need more than
 * a class have packages of their own, {@code command}, {@code http} and {@code client}; {@code cli} is the command line.
 */
@NullMarked
package dev.selkie.handlers;

import org.jspecify.annotations.NullMarked;
