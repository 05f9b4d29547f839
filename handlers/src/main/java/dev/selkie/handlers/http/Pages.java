package dev.selkie.handlers.http;

import dev.selkie.handlers.SecondText;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** Answers whose body is a page that was made for them. Nothing here blocks. Thread-safe. */
final class Pages {
    /** A browser is to take a file for what it is said to be. */
    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");

    private static final HttpField POLICY = new PreEncodedHttpField("Content-Security-Policy", Html.POLICY);

    private record Message(int status, String sentence) {}

    /** Each made once: who sends nonsense by the thousand gets thousands of them. */
    private final Map<Message, Page> messages = new ConcurrentHashMap<>();

    private final Clock clock;
    private final SecondText date = new SecondText(DateGenerator::formatDate);

    Pages(Clock clock) {
        this.clock = clock;
    }

    long nowMillis() {
        return clock.millis();
    }

    /** The fields of every answer. */
    HttpFields.Mutable fields(Request request) {
        HttpFields.Mutable fields =
                HttpFields.build().put(HttpHeader.DATE, date.of(clock.millis())).put(NO_SNIFFING);
        if (!request.keepAlive()) {
            fields.put(HttpHeader.CONNECTION, "close");
        } else if (request.isOld()) {
            fields.put(HttpHeader.CONNECTION, "keep-alive");
        }
        return fields;
    }

    /** A page of its own. */
    Answer of(Request request, int status, HttpFields.Mutable fields, Page page) {
        fields.put(HttpHeader.CONTENT_TYPE, "text/html; charset=utf-8").put(POLICY);
        var answer = new Answer(request, status, fields, page.length());
        return request.isHead() ? answer : answer.then(page);
    }

    /** Says that, and why, a request is not served. */
    Answer refusal(Request request, RefusedException refused) {
        HttpFields.Mutable fields = fields(request);
        switch (refused.status()) {
            case 405 -> fields.put(HttpHeader.ALLOW, "GET, HEAD");
            case 503 -> fields.put(HttpHeader.RETRY_AFTER, "1");
            default -> {
                // The status says all.
            }
        }
        return message(request, refused.status(), fields, refused.explanation());
    }

    /** A page of one sentence, which is one of a few. */
    Answer message(Request request, int status, HttpFields.Mutable fields, String sentence) {
        return of(request, status, fields, messages.computeIfAbsent(new Message(status, sentence), Pages::page));
    }

    private static Page page(Message message) {
        String title = message.status + " " + HttpStatus.getMessage(message.status);
        StringBuilder page = Html.begin(title);
        page.append("<h1>").append(title).append("</h1>\n<p>");
        page.append(Html.escape(message.sentence)).append("</p>\n");
        return Page.of(Html.end(page));
    }
}
