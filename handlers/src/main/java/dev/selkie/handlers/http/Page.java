package dev.selkie.handlers.http;

import java.util.List;

/**
 * What a browser is shown, as bytes that nobody changes. In pieces: one array of some megabytes is more than a small heap has
 * in one place.
 */
record Page(List<byte[]> pieces) {
    static Page of(byte[] bytes) {
        return new Page(List.of(bytes));
    }

    long length() {
        return pieces.stream().mapToLong(piece -> piece.length).sum();
    }
}
