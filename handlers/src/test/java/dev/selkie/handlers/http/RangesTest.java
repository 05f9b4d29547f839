package dev.selkie.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jetty.http.ByteRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a file of 100 bytes. */
class RangesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "bytes=0-0; 0-0",
                "bytes=0-; 0-99",
                "bytes=99-; 99-99",
                "bytes=98-200; 98-99",
                "bytes=0-999999999999999999; 0-99",
                "bytes=-5; 95-99",
                "bytes=-500; 0-99",
                "bytes=0-1,5-6; 0-1 5-6",
                "bytes= 0-1 ,\t5-6; 0-1 5-6",
                "bytes=5-6,0-1; 0-1 5-6",
                "bytes=0-5,3-9; 0-9",
                "bytes=0-9,-95,50-; 0-99",
                "bytes=0-0,200-300; 0-0",
                "bytes=-1,0-0; 0-0 99-99",
            })
    void shouldFindThePiecesInTheirOrderAndNoneTwice(String field, String pieces) {
        assertThat(format(Ranges.parse(field, 100))).isEqualTo(pieces);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=200-300,400-", "bytes=5-2"})
    void shouldFindNoneBehindTheEnd(String field) {
        assertThat(Ranges.parse(field, 100)).isEmpty();
    }

    @Test
    void shouldFindNoneInAnEmptyFile() {
        assertThat(Ranges.parse("bytes=0-0", 0)).isEmpty();
        assertThat(Ranges.parse("bytes=0-", 0)).isEmpty();
        assertThat(Ranges.parse("bytes=-5", 0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''",
                "bytes",
                "bytes=",
                "bytes=a-b",
                "bytes=-",
                "bytes=--1",
                "bytes=1",
                "bytes=1-2-3",
                "bytes=0-1,",
                "bytes=0-1,,5-6",
                "bytes=0-1,x",
                "bytes=+0-1",
                "bytes=0x0-1",
                "bytes=0-18446744073709551616",
                "bytes=9223372036854775808-",
                "bytes=-9223372036854775808",
                "items=0-1",
                "bytes 0-1",
            })
    @DisplayName("H10: ranges that are none")
    void shouldGiveTheWholeFileWhereNothingIsUnderstood(String field) {
        assertThat(Ranges.parse(field, 100)).isNull();
    }

    @Test
    @DisplayName("H10: too many ranges")
    void shouldGiveTheWholeFileToWhoeverWantsTooManyPieces() {
        assertThat(Ranges.parse(many(Ranges.MOST), 100)).hasSize(Ranges.MOST);
        assertThat(Ranges.parse(many(Ranges.MOST + 1), 100)).isNull();
        assertThat(Ranges.parse(many(1300), 100)).isNull();
    }

    @Test
    @DisplayName("H10: ranges beyond 2 GiB")
    void shouldCountBeyond2GiB() {
        assertThat(format(Ranges.parse("bytes=-3", 5_000_000_000L))).isEqualTo("4999999997-4999999999");
        assertThat(format(Ranges.parse("bytes=4999999990-", 5_000_000_000L))).isEqualTo("4999999990-4999999999");
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> 3 * i + "-" + 3 * i)
                .collect(Collectors.joining(",", "bytes=", ""));
    }

    private static String format(List<ByteRange> ranges) {
        return ranges.stream().map(range -> range.first() + "-" + range.last()).collect(Collectors.joining(" "));
    }
}
