package dev.selkie.handlers.http;

import java.io.Closeable;
import java.io.IOException;

/**
 * A file that stays where it is. Its pieces go from the page cache to the socket and never enter the process, but for small
 * ones, which go out with their head by one call of the kernel. {@link #append} and {@link #close} may block.
 */
final class LargeDocument implements Document, Closeable {
    /** Opens the same file once more. */
    interface Again {
        OpenFile open() throws IOException;
    }

    private final OpenFile file;
    private final Again again;
    private final Validators validators;
    private boolean handedOver;

    /** The file is closed with this, unless it is an answer's by then. */
    LargeDocument(OpenFile file, Again again) {
        this.file = file;
        this.again = again;
        this.validators = Validators.of(file.attributes());
    }

    @Override
    public Validators validators() {
        return validators;
    }

    @Override
    public String type() {
        return MediaTypes.of(file.name());
    }

    @Override
    public long size() {
        return file.size();
    }

    /** A connection closes each file behind its piece: pieces that are not small need one each. */
    @Override
    public void append(Answer answer, long offset, long count) throws IOException {
        if (count <= SmallDocument.MAX_BYTES) {
            answer.then(file.read(offset, (int) count));
        } else if (handedOver) {
            answer.then(same().channel(), offset, count);
        } else {
            handedOver = true;
            answer.then(file.channel(), offset, count);
        }
    }

    private OpenFile same() throws IOException {
        OpenFile same = again.open();
        if (!Validators.of(same.attributes()).equals(validators)) {
            same.close();
            throw new ReplacedException(file.name());
        }
        return same;
    }

    @Override
    public void close() throws IOException {
        if (!handedOver) {
            file.close();
        }
    }
}
