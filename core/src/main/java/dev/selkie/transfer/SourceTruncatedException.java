package dev.selkie.transfer;

/** What is being sent is shorter than was promised. It is never padded. */
public final class SourceTruncatedException extends SourceException {
    private static final long serialVersionUID = 1;

    /**
     * A source that ends too early.
     *
     * @param message what, where, and by how much
     */
    public SourceTruncatedException(String message) {
        super(message);
    }
}
