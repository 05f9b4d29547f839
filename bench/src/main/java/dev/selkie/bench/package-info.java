/** The program {@code selkie-bench}. Of its packages, command uses report, peer and load; these use measure; what peer starts is in serve. */
@NullMarked
package dev.selkie.bench;

import org.jspecify.annotations.NullMarked;
