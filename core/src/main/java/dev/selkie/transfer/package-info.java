/**
 * Floor 3: files, and what is still to be sent. A {@link dev.selkie.transfer.Send} may take many calls; the
 * {@link dev.selkie.transfer.SendQueue} keeps them in order and asks each for a bounded number of bytes a turn.
 *
 * <p>And the way back: an {@link dev.selkie.transfer.Upload} brings what a peer sends into a file of an
 * {@link dev.selkie.transfer.UploadDirectory}, whole or not at all. Its memory is bounded by itself, 8 MiB of direct buffers
 * for all uploads of a loop, and is not charged to a server's budget, which is a floor above.
 */
@NullMarked
package dev.selkie.transfer;

import org.jspecify.annotations.NullMarked;
