package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is in a folder, for people. */
final class IndexPage {
    /** One line of it. */
    record Entry(String name, boolean isFolder, long size, Instant modified) {
        /** As people sort: folders first, small and capital letters together. */
        static final Comparator<Entry> ORDER = Comparator.comparing(Entry::isFolder)
                .reversed()
                .thenComparing(Entry::name, String.CASE_INSENSITIVE_ORDER)
                .thenComparing(Entry::name);
    }

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    /** A page of {@value Listing#MOST} names is about so long; where names are very long, it has fewer. */
    private static final int MOST_BYTES = 3 * 1024 * 1024;

    private static final int PIECE_LENGTH = 32 * 1024;

    private IndexPage() {}

    /**
     * The page.
     *
     * @param way the names from the root to the folder
     * @param entries in the order they are to be shown
     * @param hasMore whether there were too many for one page
     */
    static Page of(List<String> way, List<Entry> entries, boolean hasMore) {
        StringBuilder body = Html.begin("/" + String.join("/", way));
        heading(body, way);
        body.append("<table>\n<thead><tr><th class=\"name\">Name</th><th class=\"size\">Size</th>")
                .append("<th class=\"time\">Modified (UTC)</th></tr></thead>\n<tbody>\n");
        if (!way.isEmpty()) {
            body.append(
                    "<tr class=\"folder\"><td class=\"name\"><a href=\"../\">Parent folder</a></td><td></td><td></td></tr>\n");
        }
        List<byte[]> pieces = new ArrayList<>();
        int shown = 0;
        for (long bytes = 0; shown < entries.size() && bytes < MOST_BYTES; shown++) {
            line(body, entries.get(shown));
            if (body.length() > PIECE_LENGTH) { // the whole of it as text would be there twice
                byte[] piece = body.toString().getBytes(UTF_8);
                pieces.add(piece);
                bytes += piece.length;
                body.setLength(0);
            }
        }
        String summary = summary(entries.subList(0, shown), hasMore || shown < entries.size());
        body.append("</tbody>\n</table>\n<p>").append(summary).append("</p>\n");
        pieces.add(Html.end(body));
        return new Page(pieces);
    }

    /** The way here: each folder on it a link. */
    private static void heading(StringBuilder body, List<String> way) {
        body.append("<h1><a href=\"/\">Files</a>");
        for (int i = 0; i < way.size(); i++) {
            String up = i == way.size() - 1 ? "./" : "../".repeat(way.size() - 1 - i);
            body.append(" / <a href=\"").append(up).append("\">");
            body.append(Html.escape(way.get(i))).append("</a>");
        }
        body.append("</h1>\n");
    }

    private static void line(StringBuilder body, Entry entry) {
        String slash = entry.isFolder() ? "/" : "";
        body.append(entry.isFolder() ? "<tr class=\"folder\">" : "<tr>")
                .append("<td class=\"name\"><a href=\"")
                .append(Target.encode(entry.name()))
                .append(slash)
                .append("\">")
                .append(Html.escape(entry.name()))
                .append(slash)
                .append("</a></td><td class=\"size\">")
                .append(entry.isFolder() ? "" : size(entry.size()))
                .append("</td><td class=\"time\">")
                .append(TIME.format(entry.modified()))
                .append("</td></tr>\n");
    }

    private static String summary(List<Entry> entries, boolean hasMore) {
        if (entries.isEmpty()) {
            return "Nothing is here.";
        }
        long folders = entries.stream().filter(Entry::isFolder).count();
        long files = entries.size() - folders;
        long bytes = entries.stream().mapToLong(Entry::size).sum();
        String counts = Stream.of(count(folders, "folder"), count(files, "file"), files == 0 ? "" : size(bytes))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        return hasMore ? counts + " and more, too many to show: ask for those by name." : counts;
    }

    private static String count(long count, String what) {
        return count == 0 ? "" : String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    /** A size as people say it: 999 B, 1.2 KiB, 640 MiB. */
    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        do {
            value /= 1024;
            unit++;
        } while (value >= 1023.5);
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }
}
