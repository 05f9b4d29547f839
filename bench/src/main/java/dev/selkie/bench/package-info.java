/** Load for servers on this machine. Knows nothing of the framework, so that it measures any server alike. */
@NullMarked
package dev.selkie.bench;

import org.jspecify.annotations.NullMarked;
