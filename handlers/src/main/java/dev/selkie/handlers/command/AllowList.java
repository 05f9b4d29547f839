package dev.selkie.handlers.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Commands that are allowed by name, and run without a shell. */
public final class AllowList implements Commands {
    private static final List<String> HARMLESS =
            List.of("date=date", "uptime=uptime", "hostname=hostname", "whoami=whoami", "echo=echo ...");

    private final Map<String, AllowedCommand> byName = new LinkedHashMap<>();

    private AllowList() {}

    /**
     * The list of these entries.
     *
     * @param entries each {@code NAME=PROGRAM ARGUMENT…}, split at white space; where the last word is {@code ...}, the
     *     client's arguments stand in its place
     * @return the commands they allow
     * @throws IllegalArgumentException when one is not written so, has a name twice, or a program that is not there
     */
    public static AllowList of(List<String> entries) {
        return of(entries, Set.of());
    }

    /**
     * The list of these entries.
     *
     * @param entries as above
     * @param taken names that mean something else already, so that an entry under one would never be reached
     * @return the commands they allow
     * @throws IllegalArgumentException as above, and when one has a name that is taken
     */
    public static AllowList of(List<String> entries, Set<String> taken) {
        var list = new AllowList();
        for (String entry : entries) {
            AllowedCommand command = AllowedCommand.parse(entry);
            if (taken.contains(command.name())) {
                throw new IllegalArgumentException(
                        "'" + command.name() + "' means something else already: allow it under another name");
            }
            list.add(command);
        }
        return list;
    }

    /**
     * {@code date}, {@code uptime}, {@code hostname}, {@code whoami}, and {@code echo} with arguments.
     *
     * @return those of them that this machine has
     */
    public static AllowList harmless() {
        List<String> installed = new ArrayList<>(HARMLESS);
        installed.removeIf(entry -> ProgramPath.find(entry.substring(0, entry.indexOf('='))) == null);
        return of(installed);
    }

    private void add(AllowedCommand command) {
        if (byName.putIfAbsent(command.name(), command) != null) {
            throw new IllegalArgumentException("'" + command.name() + "' is allowed twice");
        }
    }

    @Override
    public @Nullable List<String> find(String text) {
        List<String> words = AllowedCommand.words(text);
        AllowedCommand command = words.isEmpty() ? null : byName.get(words.get(0));
        return command == null ? null : command.with(words.subList(1, words.size()));
    }

    @Override
    public List<String> help() {
        return byName.values().stream().map(AllowedCommand::help).toList();
    }
}
