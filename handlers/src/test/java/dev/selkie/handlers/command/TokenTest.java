package dev.selkie.handlers.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
    @TempDir
    private Path folder;

    private Path file(String content, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret 密", "secret 密\n", "secret 密\r\n"})
    void shouldBeTheOneLineOfItsFile(String content) throws IOException {
        Token token = Token.read(file(content, "rw-------"));

        assertThat(token.is("secret 密".getBytes(UTF_8))).isTrue();
        assertThat(token.is("secret".getBytes(UTF_8))).isFalse();
        assertThat(token.is("secret 密\n".getBytes(UTF_8))).isFalse();
        assertThat(token.is(new byte[0])).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
    @DisplayName("C3: a token that others can read")
    void shouldNotBeInAFileThatOthersCanReadOrChange(String permissions) throws IOException {
        Path file = file("secret", permissions);

        assertThatIOException()
                .isThrownBy(() -> Token.read(file))
                .withMessage("others can read or change " + file + ": chmod 600 it");
    }

    @ParameterizedTest
    @CsvSource({"'', is empty", "' \n', is empty", "'a\nb', has more than one line"})
    void shouldBeOneLineThatIsNotEmpty(String content, String message) throws IOException {
        Path file = file(content, "rw-------");

        assertThatIOException()
                .isThrownBy(() -> Token.read(file))
                .withMessage(file + " " + message + ": write a token into it, in one line");
    }

    @ParameterizedTest
    @CsvSource({"1025, is longer than 1024 bytes: write a token into it", "5000, is too long for a token"})
    void shouldFitAMessage(int length, String message) throws IOException {
        Path file = file("x".repeat(length), "rw-------");

        assertThatIOException().isThrownBy(() -> Token.read(file)).withMessageContaining(file + " " + message);
    }

    @Test
    void shouldBeInAFileThatIsThere() {
        assertThatIOException().isThrownBy(() -> Token.read(folder)).withMessage(folder + " is no file");
        assertThatIOException()
                .isThrownBy(() -> Token.read(folder.resolve("none")))
                .withMessage(folder.resolve("none") + ": there is no such file");
    }
}
