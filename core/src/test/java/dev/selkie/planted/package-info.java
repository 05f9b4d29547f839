/** Whether the tests find bugs: some are planted, one at a time, and the suite is run against each. */
@NullMarked
package dev.selkie.planted;

import org.jspecify.annotations.NullMarked;
