package dev.selkie.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.simulation.Conversation;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocols of messages that have ends, from end to end: the same answers however what is said is cut. */
class SegmentationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "robot --framing=lines",
                "chat --framing=lines",
                "command",
                "command --plain",
                "command --framed",
            })
    void shouldAnswerTheSameHoweverItIsCut(String name) throws IOException {
        Model model = Models.all().get(name).get();
        for (long seed = 0; seed < 5; seed++) {
            String said = new String(model.says(new Random(seed), false), UTF_8);
            String answer = Conversation.with(model.handlers()).saying(said).underEverySegmentation();
            assertThat(answer).doesNotContain("[reset]", "[no end]");
        }
    }
}
