package dev.selkie.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a {@link FileLoad} expects to get. */
public final class FileContents {
    private FileContents() {}

    /** Writes a file of that many bytes. */
    public static void write(Path file, long bytes) throws IOException {
        byte[] period = RepeatedBytes.randomPeriod();
        try (var out = Files.newOutputStream(file)) {
            for (long left = bytes; left > 0; left -= period.length) {
                out.write(period, 0, (int) Math.min(left, period.length));
            }
        }
    }
}
