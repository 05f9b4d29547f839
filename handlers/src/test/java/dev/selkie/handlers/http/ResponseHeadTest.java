package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.junit.jupiter.api.Test;

class ResponseHeadTest {
    private static List<String> head(int status, HttpFields fields, long bodyBytes) {
        String head = ISO_8859_1
                .decode(ResponseHead.encode(status, fields, bodyBytes))
                .toString();
        assertThat(head).endsWith("\r\n\r\n");
        return List.of(head.split("\r\n"));
    }

    @Test
    void shouldBeginWithTheStatusAndTellTheLengthAndTheDate() {
        List<String> lines = head(404, HttpFields.build().put(HttpHeader.CONTENT_TYPE, "text/html"), 3_000_000_000L);
        assertThat(lines.get(0)).isEqualTo("HTTP/1.1 404 Not Found");
        assertThat(lines).hasSize(4).contains("Content-Type: text/html", "Content-Length: 3000000000");
        String date = lines.stream()
                .filter(line -> line.startsWith("Date: "))
                .findFirst()
                .orElseThrow()
                .substring(6);
        ZonedDateTime told = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
        assertThat(Duration.between(told, ZonedDateTime.now()).abs()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void shouldTellThatTheConnectionClosesOnlyWhereItDoes() {
        assertThat(head(200, HttpFields.build().put(HttpHeader.CONNECTION, "close"), 0))
                .contains("Connection: close", "Content-Length: 0");
        assertThat(head(200, HttpFields.EMPTY, 0)).noneMatch(line -> line.startsWith("Connection"));
    }

    @Test
    void shouldTellNoLengthWhereThereIsNone() {
        assertThat(head(304, HttpFields.build().put(HttpHeader.ETAG, "\"1\""), -1))
                .hasSize(3)
                .contains("HTTP/1.1 304 Not Modified", "ETag: \"1\"");
    }

    @Test
    void shouldFitFieldsOfAnyLength() {
        String longPlace = "/" + "x".repeat(20_000);
        assertThat(head(301, HttpFields.build().put(HttpHeader.LOCATION, longPlace), 0))
                .contains("Location: " + longPlace);
    }

    @Test
    void shouldNotLetAValueBecomeALineOfItsOwn() {
        assertThat(head(301, HttpFields.build().put(HttpHeader.LOCATION, "/a\r\nSet-Cookie: b"), 0))
                .noneMatch(line -> line.startsWith("Set-Cookie"))
                .anyMatch(line -> line.startsWith("Location: /a"));
    }

    @Test
    void shouldLeaveTheFieldsAsTheyAre() {
        HttpFields.Mutable fields = HttpFields.build().put(HttpHeader.CONNECTION, "close");
        head(200, fields, 1);
        assertThat(fields.size()).isEqualTo(1);
    }
}
