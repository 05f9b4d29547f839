package dev.selkie.handlers.http;

import static dev.selkie.handlers.http.Validators.Verdict.FAILED;
import static dev.selkie.handlers.http.Validators.Verdict.NOT_MODIFIED;
import static dev.selkie.handlers.http.Validators.Verdict.PROCEED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handlers.http.Validators.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a version {@code "v"}, written at 12:00:00 on 20 November 2026. */
class ValidatorsTest {
    private static final String BEFORE = "Fri, 20 Nov 2026 11:59:59 GMT";
    private static final String THEN = "Fri, 20 Nov 2026 12:00:00 GMT";
    private static final String AFTER = "Fri, 20 Nov 2026 12:00:01 GMT";

    private final Validators validators =
            new Validators("\"v\"", Instant.parse("2026-11-20T12:00:00Z").getEpochSecond());

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"v\"; NOT_MODIFIED",
                "W/\"v\"; NOT_MODIFIED",
                "*; NOT_MODIFIED",
                "\"a\", W/\"v\"; NOT_MODIFIED",
                "\"a,b\",\"v\"; NOT_MODIFIED",
                "\"a\"; PROCEED",
                "v; PROCEED",
                "\"\"; PROCEED",
                "\"V\"; PROCEED",
            })
    void shouldTellWhoHasIt(String tags, Verdict verdict) {
        assertThat(check("If-None-Match", tags)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"v\"; PROCEED",
                "*; PROCEED",
                "\"a\", \"v\"; PROCEED",
                "W/\"v\"; FAILED",
                "\"a\"; FAILED",
                "; FAILED",
            })
    void shouldServeThatVersionOnly(String tags, Verdict verdict) {
        assertThat(check("If-Match", tags == null ? "" : tags)).isEqualTo(verdict);
    }

    @Test
    void shouldCompareTimes() {
        assertThat(check("If-Modified-Since", BEFORE)).isEqualTo(PROCEED);
        assertThat(check("If-Modified-Since", THEN)).isEqualTo(NOT_MODIFIED);
        assertThat(check("If-Modified-Since", AFTER)).isEqualTo(NOT_MODIFIED);
        assertThat(check("If-Unmodified-Since", BEFORE)).isEqualTo(FAILED);
        assertThat(check("If-Unmodified-Since", THEN)).isEqualTo(PROCEED);
        assertThat(check("If-Unmodified-Since", AFTER)).isEqualTo(PROCEED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"Friday, 20-Nov-26 12:00:00 GMT", "Fri Nov 20 12:00:00 2026", "Fri, 20 Nov 2026 12:00:00 GMT"})
    void shouldReadTimesInTheirThreeForms(String time) {
        assertThat(check("If-Modified-Since", time)).isEqualTo(NOT_MODIFIED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"now", "''", "0", "-1", "Fri, 99 Nov 2026 12:00:00 GMT", "2026-11-20T12:00:00Z"})
    void shouldTakeATimeThatIsNoneForNone(String time) {
        assertThat(check("If-Modified-Since", time)).isEqualTo(PROCEED);
        assertThat(check("If-Unmodified-Since", time)).isEqualTo(PROCEED);
    }

    @Test
    void shouldBelieveVersionsBeforeTimes() {
        assertThat(check("If-None-Match", "\"a\"", "If-Modified-Since", AFTER)).isEqualTo(PROCEED);
        assertThat(check("If-None-Match", "\"v\"", "If-Modified-Since", BEFORE)).isEqualTo(NOT_MODIFIED);
        assertThat(check("If-Match", "\"v\"", "If-Unmodified-Since", BEFORE)).isEqualTo(PROCEED);
        assertThat(check("If-Match", "\"a\"", "If-None-Match", "\"v\"")).isEqualTo(FAILED);
        assertThat(check("If-Match", "\"v\"", "If-None-Match", "\"v\"")).isEqualTo(NOT_MODIFIED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"v\"; false",
                "\"a\"; true",
                "W/\"v\"; true",
                "*; true",
                "Fri, 20 Nov 2026 12:00:00 GMT; false",
                "Fri, 20 Nov 2026 12:00:01 GMT; true",
                "Fri, 20 Nov 2026 11:59:59 GMT; true",
                "nonsense; true",
            })
    void shouldGivePiecesOfThatVersionOnly(String wanted, boolean isOther) {
        assertThat(validators.isOtherThanIn(request("If-Range", wanted))).isEqualTo(isOther);
    }

    @Test
    void shouldNameNoTimeThatHasNotCome() {
        long then = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
        assertThat(validators.lastModified(then + 1)).isEqualTo(THEN);
        assertThat(validators.lastModified(then - 1)).isEqualTo(BEFORE);
    }

    @Test
    void shouldTellVersionsApartByLengthByTimeAndByWhichFileItIs(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "a");
        String first = etag(file);
        assertThat(etag(file)).isEqualTo(first).matches("\"[0-9a-f-]+\"");
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "ab");
        Files.setLastModifiedTime(file, time);
        assertThat(etag(file)).isNotEqualTo(first);
        Files.writeString(file, "b");
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1));
        assertThat(etag(file)).isNotEqualTo(first);
        Files.setLastModifiedTime(file, time);
        assertThat(etag(file)).isEqualTo(first);
        Path other = Files.writeString(folder.resolve("b"), "b");
        Files.setLastModifiedTime(other, time);
        assertThat(etag(other)).isNotEqualTo(first);
    }

    private static String etag(Path file) throws Exception {
        return Validators.of(Files.readAttributes(file, BasicFileAttributes.class))
                .etag();
    }

    private Verdict check(String... fields) {
        return validators.check(request(fields));
    }

    private static Request request(String... namesAndValues) {
        HttpFields.Mutable fields = HttpFields.build();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Request("GET", "/", HttpVersion.HTTP_1_1, fields, true);
    }
}
