package dev.selkie.handlers.http;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** One at a time: {@code JAZZER_FUZZ=1 mvn -Pfuzz -pl core,handlers -am test -Dtest=DecoderFuzzTest#lines …}. */
class DecoderFuzzTest {
    @FuzzTest(maxDuration = "24h")
    void lines(byte[] input) throws Exception {
        Fuzzed.LINES.check().of(input);
    }

    @FuzzTest(maxDuration = "24h")
    void messages(byte[] input) throws Exception {
        Fuzzed.MESSAGES.check().of(input);
    }

    @FuzzTest(maxDuration = "24h")
    void frames(byte[] input) throws Exception {
        Fuzzed.FRAMES.check().of(input);
    }

    @FuzzTest(maxDuration = "24h")
    void heads(byte[] input) throws Exception {
        Fuzzed.HEADS.check().of(input);
    }

    @FuzzTest(maxDuration = "24h")
    void target(byte[] input) throws Exception {
        Fuzzed.TARGET.check().of(input);
    }

    @FuzzTest(maxDuration = "24h")
    void ranges(byte[] input) throws Exception {
        Fuzzed.RANGES.check().of(input);
    }
}
