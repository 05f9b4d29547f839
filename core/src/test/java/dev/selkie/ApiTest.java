package dev.selkie;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What users may call and override, in {@code src/test/resources/api.txt}: it changes only on purpose. To write it anew:
 * {@code mvn -pl core test -Dtest=ApiTest -Dselkie.writeApi=true}.
 */
class ApiTest {
    private static final Path CLASSES = Path.of("target", "classes");
    private static final Path SNAPSHOT = Path.of("src", "test", "resources", "api.txt");

    @Test
    @DisplayName("S25 test_all: the public surface")
    void shouldOfferWhatTheSnapshotSays() throws IOException, ClassNotFoundException {
        List<String> present = api();
        if (Boolean.getBoolean("selkie.writeApi")) {
            Files.write(SNAPSHOT, present);
        }
        assertThat(present).isEqualTo(Files.readAllLines(SNAPSHOT));
    }

    private static List<String> api() throws IOException, ClassNotFoundException {
        ModuleDescriptor module;
        try (var in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        List<String> lines = new ArrayList<>();
        for (String exported : module.exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .sorted()
                .toList()) {
            for (Class<?> type : types(exported)) {
                lines.add(type.getName());
                members(type).sorted().forEach(member -> lines.add("  " + member));
            }
        }
        return lines;
    }

    private static List<Class<?>> types(String exported) throws IOException, ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(CLASSES.resolve(exported.replace('.', '/')))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .map(name -> exported + "." + name.replace(".class", ""))
                    .sorted()
                    .toList();
            for (String name : names) {
                Class<?> type = Class.forName(name);
                if (isOffered(type.getModifiers())) {
                    types.add(type);
                }
            }
        }
        return types;
    }

    private static Stream<String> members(Class<?> type) {
        Stream<String> fields = Arrays.stream(type.getDeclaredFields())
                .filter(field -> isOffered(field.getModifiers()) && !field.isSynthetic())
                .map(Field::getName);
        Stream<String> constructors = Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> isOffered(constructor.getModifiers()) && !constructor.isSynthetic())
                .map(constructor -> "new" + parameters(constructor));
        Stream<String> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> isOffered(method.getModifiers()) && !method.isSynthetic())
                .map(ApiTest::signature);
        return Stream.of(fields, constructors, methods).flatMap(any -> any);
    }

    private static String signature(Method method) {
        return method.getName() + parameters(method) + ": "
                + method.getReturnType().getSimpleName();
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(joining(", ", "(", ")"));
    }

    private static boolean isOffered(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }
}
