package dev.selkie.planted;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A mistake somebody could make.
 *
 * @param name what is wrong then, as a sentence
 * @param file where, without {@code .java}, below the sources' {@code dev/selkie}
 * @param text what stands there, once; any white space is as good as any other
 * @param instead what the mistake makes of it
 */
record Bug(String name, String file, String text, String instead) {
    static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "selkie");

    /** The package it is in. */
    String room() {
        return file.substring(0, file.indexOf('/'));
    }

    /** What the names of the tests have in them that are most likely to find it. */
    String hint() {
        return name.startsWith("datagrams:") ? "Udp" : "." + room() + ".";
    }

    /** The source with the bug in it. */
    String source() throws IOException {
        String source = Files.readString(SOURCES.resolve(file + ".java"));
        Matcher matcher = pattern().matcher(source);
        long places = matcher.results().count();
        if (places != 1) {
            throw new AssertionError("the code has moved on: \"" + text + "\" stands " + places + " times in " + file
                    + ".java; " + name);
        }
        return matcher.replaceFirst(Matcher.quoteReplacement(instead));
    }

    private Pattern pattern() {
        return Pattern.compile(
                Arrays.stream(text.split(" ")).map(Pattern::quote).collect(joining("\\s+")));
    }

    /**
     * Compiles files with a bug in each, and what is nested there, into a folder to be put in front of the class path.
     *
     * @param bugs in different files
     * @param files one for many calls saves most of the time
     */
    static void compile(List<Bug> bugs, Path folder, JavaFileManager files) throws IOException {
        var messages = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", folder.toString());
        List<Source> sources = new ArrayList<>();
        for (Bug bug : bugs) {
            sources.add(bug.new Source(bug.source()));
        }
        if (!COMPILER.getTask(messages, files, null, options, null, sources).call()) {
            throw new AssertionError("does not compile: " + bugs + "\n" + messages);
        }
    }

    private final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///" + file + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
