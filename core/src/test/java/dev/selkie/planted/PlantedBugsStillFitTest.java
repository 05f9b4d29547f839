package dev.selkie.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of bugs does not rot: each has its place in the present code, and compiles. */
class PlantedBugsStillFitTest {
    @Test
    void shouldFindThePlaceOfEveryBugAndCompileIt(@TempDir Path folder) throws IOException {
        assertThat(Bugs.all()).extracting(Bug::name).doesNotHaveDuplicates();
        try (var files = Bug.COMPILER.getStandardFileManager(null, null, null)) {
            assertAll(Bugs.all().stream().map(bug -> () -> bug.compileInto(folder, files)));
        }
    }
}
