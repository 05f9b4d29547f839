package dev.selkie.handlers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SubcommandsTest {
    @SuppressWarnings("unused") // JUnit finds it by its name
    static final List<String> NAMES = Subcommands.NAMES;

    @ParameterizedTest
    @ValueSource(strings = {"--help", "ehco", "", "completion"})
    void shouldAddAllInOrderForWhatMayTellOfThem(String argument) {
        assertThat(names(Main.commandLine(argument))).containsExactlyElementsOf(Subcommands.NAMES);
    }

    @Test
    void shouldAddAllWhenNoneIsAskedFor() {
        assertThat(names(Main.commandLine())).containsExactlyElementsOf(Subcommands.NAMES);
    }

    @Test
    void shouldAddOnlyTheOneThatIsAskedFor() {
        assertThat(names(Main.commandLine("echo", "--port", "0"))).containsExactly("echo");
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void shouldHelpAloneAsAmongAll(String name) {
        CommandLine alone = Main.commandLine(name).getSubcommands().get(name);
        CommandLine amongAll = Main.commandLine().getSubcommands().get(name);

        assertThat(alone.getUsageMessage()).startsWith("Usage: selkie " + name).isEqualTo(amongAll.getUsageMessage());
    }

    private static Iterable<String> names(CommandLine selkie) {
        return selkie.getSubcommands().keySet();
    }
}
