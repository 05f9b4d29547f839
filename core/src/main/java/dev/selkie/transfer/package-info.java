/**
 * Floor 3: what is still to be sent. A {@link dev.selkie.transfer.Send} may take many calls; the
 * {@link dev.selkie.transfer.SendQueue} keeps them in order and asks each for a bounded number of bytes a turn.
 */
@NullMarked
package dev.selkie.transfer;

import org.jspecify.annotations.NullMarked;
