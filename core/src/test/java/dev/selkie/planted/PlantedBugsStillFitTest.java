package dev.selkie.planted;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The list of bugs does not rot: each has its place in the present code, and compiles. */
@Timeout(120) // a busy machine compiles slowly
class PlantedBugsStillFitTest {
    @Test
    @Timeout(120) // compilers are slow where others have the processor
    void shouldFindThePlaceOfEveryBugAndCompileIt(@TempDir Path folder) throws IOException {
        assertThat(Bugs.all()).extracting(Bug::name).doesNotHaveDuplicates();
        Map<String, List<Bug>> byFile = Bugs.all().stream().collect(groupingBy(Bug::file));
        int most = byFile.values().stream().mapToInt(List::size).max().orElseThrow();
        try (var files = Bug.COMPILER.getStandardFileManager(null, null, null)) {
            // One of each file at a time: to compile them one by one would take a minute.
            assertAll(IntStream.range(0, most)
                    .mapToObj(round -> () -> Bug.compile(
                            byFile.values().stream()
                                    .filter(bugs -> round < bugs.size())
                                    .map(bugs -> bugs.get(round))
                                    .toList(),
                            folder,
                            files)));
        }
    }
}
