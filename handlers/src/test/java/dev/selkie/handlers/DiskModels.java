package dev.selkie.handlers;

import dev.selkie.handlers.http.FilesHandler;
import dev.selkie.handlers.http.Site;
import dev.selkie.transfer.UploadDirectory;
import dev.selkie.transfer.UploadOptions;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The bundled handlers of files. The disk is a real one; what waits for it does so in virtual time. */
final class DiskModels implements Closeable {
    private static final String FIELDS = "(?:(?!Content-Length)[A-Za-z-]++: [^\r]++\r\n)*+";
    private static final String PAGE = "<!DOCTYPE html>(?:(?!</html>).)*+</html>\n";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final Path root;
    private final Path uploads;
    private final UploadDirectory directory;
    /** Each request, and the form of its answer. */
    private final Map<String, String> answers = new LinkedHashMap<>();

    DiskModels(Path folder) throws IOException {
        root = Files.createDirectory(folder.resolve("site")).toRealPath();
        String big = "0123456789".repeat(2_000);
        Path small = Files.writeString(root.resolve("small.txt"), "a small file");
        Files.setLastModifiedTime(small, FileTime.from(Instant.EPOCH)); // so old that it is kept for a moment
        Files.writeString(root.resolve("big.txt"), big);
        answers.put(get("/small.txt", ""), answer("200 OK", "12", "a small file"));
        answers.put(get("/small.txt", "Range: bytes=2-6\r\n"), answer("206 Partial Content", "5", "small"));
        answers.put(
                get("/small.txt", "").replace("GET", "HEAD").replace("HTTP/1.1", "HTTP/1.1"),
                answer("200 OK", "12", ""));
        answers.put(get("/none", ""), answer("404 Not Found", "[0-9]++", PAGE));
        answers.put(get("/", ""), answer("200 OK", "[0-9]++", PAGE));
        answers.put(get("/big.txt", ""), answer("200 OK", "20000", big));
        answers.put(
                get("/big.txt", "Range: bytes=-9999\r\n"),
                answer("206 Partial Content", "9999", big.substring(10_001)));
        Site.of(root).prepare();
        uploads = Files.createDirectory(folder.resolve("uploads")).toRealPath();
        directory = UploadDirectory.open(uploads);
    }

    private static String get(String target, String field) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + field + "\r\n";
    }

    private static String answer(String status, String length, String body) {
        return "HTTP/1\\.1 " + status + "\r\n" + FIELDS + "Content-Length: " + length + "\r\n" + FIELDS + "\r\n"
                + (body.equals(PAGE) ? body : Pattern.quote(body));
    }

    Map<String, Supplier<Model>> all() {
        Map<String, Supplier<Model>> models = new LinkedHashMap<>();
        models.put("files", this::files);
        models.put("receive --output", this::store);
        return models;
    }

    // ---- files

    /** With a site of its own, which remembers nothing of other worlds. */
    private Model files() {
        Site site = site();
        Model formed = Model.formed(() -> new FilesHandler(site), this::requests, this::answersTo);
        return new Model(formed.handlers(), this::requests) {
            @Override
            Verdict judge(byte[] said, byte[] received) {
                return formed.judge(said, received);
            }

            @Override
            void checkEffects(List<byte[]> said, List<byte[]> answered) throws IOException {
                List<Path> open = openFiles();
                HandlerWorld.check(open.isEmpty(), "files are open: " + open);
            }
        };
    }

    private Site site() {
        try {
            return Site.of(root);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String requests(Random random, boolean much) {
        List<String> kinds = List.copyOf(answers.keySet());
        var text = new StringBuilder();
        for (int count = random.nextInt(much ? 6 : 2); count > 0; count--) {
            int kind = random.nextInt(kinds.size() - (much ? 0 : 2)); // the last are long
            text.append(kinds.get(kind)).append(random.nextInt(5) == 0 ? "\r\n" : "");
        }
        return text.append(random.nextInt(8) == 0 ? "nonsense\r\n\r\n" : "").toString();
    }

    private String answersTo(String said) {
        var pattern = new StringBuilder();
        for (String request : said.split("(?<=\r\n\r\n)(?:\r\n)?")) {
            pattern.append(
                    request.equals("nonsense\r\n\r\n")
                            ? answer("400 Bad Request", "[0-9]++", PAGE)
                            : answers.getOrDefault(request, ""));
        }
        return pattern.toString();
    }

    private List<Path> openFiles() throws IOException {
        List<Path> open = new ArrayList<>();
        if (Files.isDirectory(DESCRIPTORS)) {
            try (Stream<Path> links = Files.list(DESCRIPTORS)) {
                for (Path link : links.toList()) {
                    try {
                        Path file = Files.readSymbolicLink(link);
                        if (file.startsWith(root)) {
                            open.add(file);
                        }
                    } catch (NoSuchFileException closed) {
                        // another thread's, by now
                    }
                }
            }
        }
        return open;
    }

    // ---- uploads

    private Model store() {
        int[] number = {0};
        return new Model(
                () -> new StoreHandler(directory, "f" + number[0]++, UploadOptions.defaults(), line -> {}),
                (random, much) -> "data ".repeat(random.nextInt(much ? 4_000 : 10)) + random.nextInt(1_000)) {
            @Override
            Verdict judge(byte[] said, byte[] received) {
                return compare(new byte[0], received);
            }

            /** Whoever got the end of the stream has a file; who left early, as far as they came. */
            @Override
            void checkEffects(List<byte[]> said, List<byte[]> answered) throws IOException {
                List<String> stored = new ArrayList<>();
                try (Stream<Path> files = Files.list(uploads)) {
                    for (Path file : files.filter(each -> !each.toString().endsWith(".lock"))
                            .toList()) {
                        stored.add(text(Files.readAllBytes(file)));
                    }
                }
                List<String> missing =
                        new ArrayList<>(answered.stream().map(Model::text).toList());
                stored.forEach(missing::remove);
                HandlerWorld.check(missing.isEmpty(), missing.size() + " files are missing");
                for (String file : stored) {
                    HandlerWorld.check(
                            said.stream().anyMatch(each -> text(each).startsWith(file)), "nobody sent " + file);
                }
            }
        };
    }

    /** To be called when a world is closed. */
    void clear() throws IOException {
        try (Stream<Path> files = Files.list(uploads)) {
            for (Path file :
                    files.filter(each -> !each.toString().endsWith(".lock")).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        directory.close();
    }
}
