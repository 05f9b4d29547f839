/** What was measured, as a table, JSON, pictures and a page. */
@NullMarked
package dev.selkie.bench.report;

import org.jspecify.annotations.NullMarked;
