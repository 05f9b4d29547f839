package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizeConverterTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "500, 500", "64k, 65536", "16m, 16777216", "2g, 2147483648", "999999999g, 1073741822926258176"})
    void shouldUnderstandWhatPeopleWrite(String text, long bytes) {
        assertThat(new SizeConverter().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1.5m", "64K", "64kb", "1t", " 1", "1000000000"})
    void shouldSayHowToWriteASize(String text) {
        assertThatThrownBy(() -> new SizeConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' is no size: write 500, 64k, 16m or 1g");
    }
}
