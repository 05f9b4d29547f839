package dev.selkie.handlers.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints; the build writes the number into {@code version.txt}. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        try (InputStream file = Version.class.getResourceAsStream("version.txt")) {
            String number = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8).strip();
            return new String[] {"selkie " + number + " (Java " + System.getProperty("java.version") + ")"};
        }
    }
}
