package dev.selkie.handlers.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Pages that need nothing but themselves: no script, no picture, and no other file. */
final class Html {
    /** What a browser may do with one: nothing that would help whoever gave a file a malicious name. */
    static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private static final String BEFORE_TITLE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>""";

    private static final String AFTER_TITLE = """
            </title>
            <style>
            :root { color-scheme: light dark; --ink: #1d2730; --dim: #66737f; --line: #e3e8ec; --link: #0b5cad;
              --hover: #f3f6f9; --paper: #fff; }
            @media (prefers-color-scheme: dark) { :root { --ink: #dde4ea; --dim: #8c99a5; --line: #2b343c;
              --link: #7db8f5; --hover: #1d252c; --paper: #14191e; } }
            * { box-sizing: border-box; }
            body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; background: var(--paper);
              color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
            h1 { margin: 0 0 1rem; font-size: 1.35rem; font-weight: 600; overflow-wrap: anywhere; }
            a { color: var(--link); text-decoration: none; }
            a:hover { text-decoration: underline; }
            p { color: var(--dim); }
            table { width: 100%; border-collapse: collapse; }
            th { color: var(--dim); font-size: .8rem; font-weight: 500; text-align: left; }
            th, td { padding: .45rem .25rem; border-bottom: 1px solid var(--line); }
            .name { width: 100%; overflow-wrap: anywhere; }
            tbody tr:hover { background: var(--hover); }
            .size, .time { color: var(--dim); font-variant-numeric: tabular-nums; white-space: nowrap; }
            .size { text-align: right; padding: 0 1.5rem; }
            .folder a { font-weight: 600; }
            @media (max-width: 34rem) {
              thead { display: none; }
              tr { display: grid; grid-template-columns: 1fr auto; column-gap: .5rem; padding: .5rem 0; }
              tr { border-bottom: 1px solid var(--line); }
              td { padding: 0; border: 0; }
              .size, .time { font-size: .8rem; padding: 0; }
            }
            </style>
            </head>
            <body>
            """;

    private Html() {}

    /** Begins a page, to which its content is appended. */
    static StringBuilder begin(String title) {
        return new StringBuilder(4096)
                .append(BEFORE_TITLE)
                .append(escape(title))
                .append(AFTER_TITLE);
    }

    static byte[] end(StringBuilder page) {
        return page.append("</body>\n</html>\n").toString().getBytes(UTF_8);
    }

    /** Text as markup, between tags and in quotes. */
    static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(character);
            }
        }
        return escaped.toString();
    }
}
