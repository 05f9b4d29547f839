package dev.selkie.handlers.command;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The environment of commands: empty but for a short list, so that no secret of the server's is in it. */
final class CommandEnvironment {
    /** As the server has them. */
    private static final List<String> INHERITED = List.of("LANG", "LC_ALL", "TZ");

    private CommandEnvironment() {}

    static Map<String, String> in(Path directory) {
        Map<String, String> environment = new HashMap<>();
        for (String name : INHERITED) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.put("PATH", ProgramPath.folders());
        environment.put("HOME", directory.toString());
        return environment;
    }
}
