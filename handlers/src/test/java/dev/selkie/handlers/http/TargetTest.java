package dev.selkie.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "/, '', true",
        "/a, a, false",
        "/a/b/, a|b, true",
        "/a%20b, a b, false",
        "/a+b, a+b, false",
        "/gr%C3%BCezi/日本.txt, grüezi|日本.txt, false",
        "/100%25, 100%, false",
        "/%252e%252e, %2e%2e, false",
        "/日本/%E6%97%A5, 日本|日, false",
        "/a%3Bb, a;b, false",
        "/a..b/c., a..b|c., false",
        "/%3Cb%3E, <b>, false",
        "/a?b=/../c, a, false",
        "http://x, '', true",
        "http://x:8000/a/b?c, a|b, false",
        "HTTPS://[::1]/a, a, false",
        "http://evil/a, a, false",
    })
    @DisplayName("F10, H15: decoded once")
    void shouldDecodeTheNamesOnTheWayOnce(String target, String names, boolean isFolder) throws RefusedException {
        Target parsed = Target.parse(target);

        assertThat(String.join("|", parsed.names())).isEqualTo(names);
        assertThat(parsed.isFolder()).isEqualTo(isFolder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "a",
                "x:80",
                "//",
                "//evil.example/a",
                "///a",
                "/a//b",
                "/a//",
                "/.",
                "/..",
                "/../a",
                "/a/../b",
                "/a/./b",
                "/a/..",
                "/%2e",
                "/%2e%2e/a",
                "/%2E./a",
                "/.%2e/a",
                "/a/%2e%2e/%2e%2e/b",
                "/a%2fb",
                "/a%2Fb",
                "/..%2fa",
                "/..%5ca",
                "/a%5cb",
                "/a\\b",
                "/..\\a",
                "/%c0%ae%c0%ae/a",
                "/%c0%af",
                "/%e0%80%ae/a",
                "/%f0%80%80%ae/a",
                "/%uff0e%uff0e/a",
                "/%u002e/a",
                "/%ff",
                "/%c3",
                "/%ed%a0%80",
                "/a%",
                "/a%2",
                "/a%zz",
                "/a%+1",
                "/a%00",
                "/a%00.txt",
                "/a%0d%0aSet-Cookie:b",
                "/a%09",
                "/a%7f",
                "/a%c2%85",
                "/a;b",
                "/..;/a",
                "/a;/../b",
                "/;/a",
                "/a#b",
                "/a\ufffd",
                "/a<b>",
                "/a\"b",
                "/a|b",
                "/a^b",
                "/a`b",
                "/a{b}",
                "http:///a",
                "http:/a",
                "http://",
                "http://user@x/a",
                "http://x/../a",
                "http://x//a",
                "ftp://x/a",
                "file:///etc/passwd",
                "javascript:alert(1)",
            })
    @DisplayName("F10: a target that could be read in two ways")
    void shouldRefuseWhatCouldBeReadInTwoWays(String target) {
        assertThat(refusal(target)).as(target).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.hidden", "/.git/config", "/a/.b/c", "/%2ehidden", "/...", "/..a", "/a/..."})
    @DisplayName("F12: names that begin with a dot")
    void shouldKnowNothingThatBeginsWithADot(String target) {
        assertThat(refusal(target)).as(target).isEqualTo(404);
    }

    @Test
    void shouldKnowNoNameThatIsLongerThanNamesAre() throws RefusedException {
        assertThat(Target.parse("/" + "a".repeat(255)).names()).hasSize(1);
        assertThat(refusal("/" + "a".repeat(256))).isEqualTo(404);
        assertThat(refusal("/" + "%C3%BC".repeat(128))).isEqualTo(404);
    }

    @Test
    @DisplayName("H13: an address that leads to another host")
    void shouldWriteAFoldersAddressSoThatItLeadsToNoOtherHost() throws RefusedException {
        assertThat(Target.parse("/a%20b/%C3%BC?x=1&y").asFolder()).isEqualTo("/a%20b/%C3%BC/?x=1&y");
        assertThat(Target.parse("http://evil.example/a").asFolder()).isEqualTo("/a/");
        assertThat(Target.parse("/https:%23evil.example").asFolder()).isEqualTo("/https%3A%23evil.example/");
    }

    @Test
    void shouldFindItsWayBackFromEachNameItWrites() throws RefusedException {
        for (String name :
                List.of("a b", "100%", "a;b", "<b>&'\"", "a?b#c", "grüezi 日本", "a+b", "~*()!$", "%2e%2e", "a:b@c")) {
            assertThat(Target.parse("/" + Target.encode(name)).names()).containsExactly(name);
        }
    }

    private static int refusal(String target) {
        var refused = catchThrowableOfType(RefusedException.class, () -> Target.parse(target));
        return refused == null ? 0 : refused.status();
    }
}
