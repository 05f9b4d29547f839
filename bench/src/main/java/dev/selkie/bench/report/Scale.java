package dev.selkie.bench.report;

/** A logarithmic axis: its ends, and where it has labels, are 1, 2 or 5 times a power of ten. */
record Scale(double least, double greatest) {
    private static final double[] STEPS = {1, 2, 5, 10};

    /** So many powers of ten have place for a label at each step. */
    private static final double MOST_DECADES_WITH_STEPS = 3;

    private static final double TOLERANCE = 1e-9;

    /**
     * The shortest on which all values have their place.
     *
     * @param least more than 0
     */
    static Scale around(double least, double greatest) {
        double below = power(least);
        double above = power(greatest);
        double begin = below;
        for (double step : STEPS) {
            if (step * below <= least * (1 + TOLERANCE)) {
                begin = step * below;
            }
        }
        int i = 0;
        while (STEPS[i] * above <= begin * (1 + TOLERANCE) || STEPS[i] * above < greatest * (1 - TOLERANCE)) {
            i++;
        }
        return new Scale(begin, STEPS[i] * above);
    }

    boolean hasLabelAt(double value) {
        double digit = value / power(value);
        return isAbout(digit, 1)
                || (greatest / least < Math.pow(10, MOST_DECADES_WITH_STEPS)
                        && (isAbout(digit, 2) || isAbout(digit, 5)));
    }

    private static double power(double value) {
        return Math.pow(10, Math.floor(Math.log10(value) + TOLERANCE));
    }

    private static boolean isAbout(double value, double expected) {
        return Math.abs(value - expected) < 1e-6;
    }
}
