package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {
    private final DurationConverter converter = new DurationConverter();

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "30s, PT30S",
        "5m, PT5M",
        "1h, PT1H",
        "0, PT0S",
        "0s, PT0S",
        "PT30S, PT30S",
        "pt1h30m, PT1H30M",
        "876000h, PT876000H"
    })
    void shouldReadWhatPeopleWrite(String text, Duration duration) {
        assertThat(converter.convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "5", "s", "-5s", "5 s", "5S", "1.5h", "5d", "1h30m", "PT", "٣s", "0x5s", "5s\n"})
    void shouldSayInOneLineWhatToWriteInsteadOfNonsense(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> converter.convert(text))
                .withMessage("'" + text + "' is no duration: write 500ms, 30s, 5m, 1h, PT30S or 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-5S", "876001h", "999999999999999999h", "PT9999999999999H"})
    void shouldRefuseWhatCannotBeWaitedFor(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> converter.convert(text))
                .withMessageStartingWith("'" + text + "' is ");
    }
}
