package dev.selkie.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "LICENSE",
                "Makefile",
                "server.log",
                "a.py",
                "A.java",
                "c.YAML",
                "v1.2.md",
                "notes.txt"
            })
    void shouldLetABrowserShowWhatPeopleRead(String name) {
        assertThat(MediaTypes.of(name)).isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void shouldKnowWhatBrowsersKnow() {
        assertThat(MediaTypes.of("index.html")).isEqualTo("text/html; charset=utf-8");
        assertThat(MediaTypes.of("a.css")).isEqualTo("text/css; charset=utf-8");
        assertThat(MediaTypes.of("a.png")).isEqualTo("image/png");
        assertThat(MediaTypes.of("a.json")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "core", "a.unheard-of", "md", "LICENSE.unheard-of", "a.", "md.bin"})
    void shouldNotGuess(String name) {
        assertThat(MediaTypes.of(name)).isEqualTo("application/octet-stream");
    }
}
