/** What users build of it, short enough to be read at one glance, and tested. */
@NullMarked
package dev.selkie.examples;

import org.jspecify.annotations.NullMarked;
