package dev.selkie.handlers.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineMessagesTest {
    private static List<String> messages(InputStream in) throws IOException {
        var messages = new LineMessages(in, piece -> {});
        var all = new ArrayList<String>();
        for (byte[] next = messages.next(); next != null; next = messages.next()) {
            all.add(new String(next, ISO_8859_1));
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "'a', 'a'",
        "'a\n', 'a'",
        "'a\nb', 'a|b'",
        "'a\r\nb\r\n', 'a|b'",
        "'\n\n\r\na\n\n', 'a'",
        "'a\rb\n', 'a\rb'",
        "'a\r\r\n', 'a\r'",
        "'a\r', 'a\r'",
        "'\r', '\r'",
        "' \n\t\n', ' |\t'",
        "'\u00ff\u0001x\n', '\u00ff\u0001x'"
    })
    void shouldMakeAMessageOfEachLineThatIsNotEmptyAndLeaveItsBytesAlone(String input, String expected)
            throws IOException {
        assertThat(String.join("|", messages(new ByteArrayInputStream(input.getBytes(ISO_8859_1)))))
                .isEqualTo(expected);
    }

    @Test
    void shouldKeepNoMoreThanTheLongestLine() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };

        assertThatThrownBy(() -> messages(endless))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("a line of standard input is longer than 16777216 bytes");
    }
}
