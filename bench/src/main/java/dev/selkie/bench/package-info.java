/** The program {@code selkie-bench}. Of its packages, command uses report, peer and load; these use measure. */
@NullMarked
package dev.selkie.bench;

import org.jspecify.annotations.NullMarked;
