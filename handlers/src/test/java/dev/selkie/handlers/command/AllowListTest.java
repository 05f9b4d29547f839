package dev.selkie.handlers.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowListTest {
    private static final String ECHO =
            Objects.requireNonNull(ProgramPath.find("echo")).toString();

    @Test
    void shouldFindAProgramByTheNameItIsAllowedUnder() {
        AllowList list = AllowList.of(List.of("say=echo hello  there"));

        assertThat(list.find(" say\n")).containsExactly(ECHO, "hello", "there");
        assertThat(list.find("echo")).isNull();
        assertThat(list.find("")).isNull();
    }

    @Test
    void shouldPassAClientsArgumentsOnlyWhereTheEntrySaysSo() {
        AllowList list = AllowList.of(List.of("fixed=echo a", "open=echo a ...", "typographic=echo …"));

        assertThat(list.find("fixed b")).isNull();
        assertThat(list.find("open b  c")).containsExactly(ECHO, "a", "b", "c");
        assertThat(list.find("open")).containsExactly(ECHO, "a");
        assertThat(list.find("typographic b")).containsExactly(ECHO, "b");
        assertThat(list.help()).containsExactly("fixed", "open ...", "typographic ...");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a; rm b", "$(id)", "`id`", "a | cat", "> file", "\"a b\"", "'", "a\\", "*", "&& id", "~", "#"})
    @DisplayName("C1: what a shell would understand is text")
    void shouldGiveNoMeaningToWhatAShellWouldUnderstand(String arguments) {
        assertThat(AllowList.of(List.of("echo=echo ...")).find("echo " + arguments))
                .isEqualTo(AllowedCommand.words(ECHO + " " + arguments));
    }

    @Test
    @DisplayName("C1: an argument of a client is no option")
    void shouldRefuseArgumentsThatLookLikeOptionsUnlessTheEntryEndsThem() {
        AllowList list = AllowList.of(List.of("echo=echo ...", "safe=echo -- ..."));

        assertThat(list.find("echo a -n")).isNull();
        assertThat(list.find("echo -")).isNull();
        assertThat(list.find("safe -n")).containsExactly(ECHO, "--", "-n");
    }

    @ParameterizedTest
    @CsvSource({
        "date, 'date' is no NAME=COMMAND",
        "=date, '=date' is no NAME=COMMAND",
        "a=, 'a=' is no NAME=COMMAND",
        "a=..., 'a=...' is no NAME=COMMAND",
        "a b=date, 'a b=date' is no NAME=COMMAND",
        "a=no-such-program-7 -l, there is no program no-such-program-7 in PATH",
        "a=/no/such, there is no program /no/such;",
        "a=/tmp, there is no program /tmp;"
    })
    void shouldSayWhatIsWrongWithAnEntry(String entry, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllowList.of(List.of(entry)))
                .withMessageContaining(message);
    }

    @Test
    void shouldAllowNoNameTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllowList.of(List.of("a=echo 1", "a=echo 2")))
                .withMessage("'a' is allowed twice");
    }

    @Test
    void shouldAllowNothingUnderANameThatMeansSomethingElse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllowList.of(List.of("a=echo 1", "help=echo 2"), Set.of("help")))
                .withMessage("'help' means something else already: allow it under another name");
    }

    @Test
    void shouldHaveAHarmlessSetOfWhatIsInstalled() {
        assertThat(AllowList.harmless().find("echo hello")).containsExactly(ECHO, "hello");
        assertThat(AllowList.harmless().find("date -s 0")).isNull();
        assertThat(AllowList.harmless().find("cat /etc/passwd")).isNull();
    }
}
