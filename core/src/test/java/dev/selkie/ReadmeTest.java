package dev.selkie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selkie.handler.BaseRequestHandler;
import dev.selkie.testing.RunningServer;
import dev.selkie.testing.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every Java snippet of the README, and of the modules' own, compiles with core as it stands, and does what they say. */
class ReadmeTest {
    /** The one of the tree comes first. */
    static final List<Path> PAGES = Stream.of("", "core", "handlers", "bench")
            .map(module -> Path.of("..", module, "README.md"))
            .toList();

    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");

    @TempDir
    private Path classes;

    private static List<String> snippets() throws IOException {
        List<String> snippets = new ArrayList<>();
        for (Path page : PAGES) {
            Matcher matcher = SNIPPET.matcher(Files.readString(page));
            while (matcher.find()) {
                snippets.add(matcher.group(1));
            }
        }
        return snippets;
    }

    private static String nameOf(String source) {
        Matcher matcher = CLASS.matcher(source);
        assertThat(matcher.find()).as("a snippet is a class: " + source).isTrue();
        return matcher.group(1);
    }

    private Class<?> compile(String source) throws Exception {
        String name = nameOf(source);
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        var messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        messages,
                        null,
                        null,
                        List.of(
                                "-d",
                                classes.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-Xlint:all",
                                "-Werror"),
                        null,
                        List.of(file))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
        var loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
        return loader.loadClass(name);
    }

    @Test
    void shouldCompileEverySnippet() throws Exception {
        assertThat(snippets())
                .hasSizeGreaterThanOrEqualTo(7)
                .map(ReadmeTest::nameOf)
                .doesNotHaveDuplicates();
        for (String snippet : snippets()) {
            assertThat(compile(snippet)).isNotNull();
        }
    }

    private Class<?> snippet(String name) throws Exception {
        for (String snippet : snippets()) {
            if (nameOf(snippet).equals(name)) {
                return compile(snippet);
            }
        }
        throw new AssertionError("there is no " + name + " in " + PAGES);
    }

    private BaseRequestHandler handler(String name) throws Exception {
        return (BaseRequestHandler) snippet(name).getConstructor().newInstance();
    }

    @Test
    void shouldEchoWithTheEchoOfTheReadme() throws Exception {
        BaseRequestHandler echo = handler("Echo");
        try (var stage = new Stage(() -> echo)) {
            assertThat(stage.connect().send("hello").receiveText(5)).isEqualTo("hello");
        }
    }

    @Test
    void shouldAnswerFromAnotherThreadAsTheReadmeShows() throws Exception {
        BaseRequestHandler lookup = handler("Lookup");
        try (var stage = new Stage(() -> lookup)) {
            assertThat(stage.connect().send("one").receiveText(3)).isEqualTo("ONE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upper", "UpperLine"})
    void shouldPortAHandlerFromPythonAsTheReadmeShows(String name) throws Exception {
        BaseRequestHandler ported = handler(name);
        try (var server = new RunningServer(() -> ported);
                var client = server.connect()) {
            client.getOutputStream().write(" hello \r\nmore".getBytes(StandardCharsets.UTF_8));
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo(" HELLO");
        }
    }

    @Test
    void shouldShoutAsTheReadmeShows() throws Exception {
        Class<?> shout = snippet("Shout");
        var out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            shout.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("GRÜEZI\nWOHL\n");
    }

    @Test
    void shouldShowEchoInEightLines() throws IOException {
        String echo = snippets().get(0);
        String code = echo.substring(echo.indexOf("public final class"));
        assertThat(code.lines().filter(line -> line.strip().length() > 1)).hasSizeLessThanOrEqualTo(8);
    }
}
