/** Load for servers on this machine, in a process of its own. Knows nothing of any server, so that it measures all alike. */
@NullMarked
package dev.selkie.bench.load;

import org.jspecify.annotations.NullMarked;
