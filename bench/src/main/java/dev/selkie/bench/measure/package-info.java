/** What a process costs: processor time, memory, what its heap holds. */
@NullMarked
package dev.selkie.bench.measure;

import org.jspecify.annotations.NullMarked;
