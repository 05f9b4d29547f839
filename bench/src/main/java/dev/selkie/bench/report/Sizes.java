package dev.selkie.bench.report;

import java.util.List;

/** Sizes as they are said. */
public final class Sizes {
    private Sizes() {}

    /** In the greatest unit of which it is a whole number. */
    public static String of(long bytes) {
        long number = bytes;
        for (String unit : List.of("B", "KiB", "MiB")) {
            if (number < 1024 || number % 1024 != 0) {
                return number + " " + unit;
            }
            number /= 1024;
        }
        return number + " GiB";
    }
}
