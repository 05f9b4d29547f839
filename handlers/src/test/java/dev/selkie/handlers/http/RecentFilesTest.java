package dev.selkie.handlers.http;

import static dev.selkie.handlers.http.RecentFiles.MOMENT_NANOS;
import static dev.selkie.handlers.http.RecentFiles.SETTLED_SECONDS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

class RecentFilesTest {
    private static final long MODIFIED = 1_000_000;
    private static final long NOW = MODIFIED + SETTLED_SECONDS + 1;

    private final RecentFiles files = new RecentFiles();

    @Test
    void shouldKnowForAMomentWhatWasFound() {
        Request request = get("/a");
        assertThat(files.find(request, 0)).isNull();
        SmallDocument document = add(request, 0);

        assertThat(document(request, 0)).isSameAs(document);
        assertThat(document(request, MOMENT_NANOS - 1)).isSameAs(document);
        assertThat(document(get("/A"), 0)).isNull();
    }

    @Test
    void shouldHaveOneRequestLookAgainAndAnswerTheOthersAsBeforeForOneMoreMoment() {
        Request request = get("/a");
        SmallDocument document = add(request, 0);

        assertThat(document(request, MOMENT_NANOS)).isNull();
        assertThat(document(request, MOMENT_NANOS)).isSameAs(document);
        assertThat(document(request, 2 * MOMENT_NANOS - 1)).isSameAs(document);
        assertThat(document(request, 2 * MOMENT_NANOS)).isNull();
        assertThat(document(request, 2 * MOMENT_NANOS)).isNull();
    }

    @Test
    void shouldKeepWhatWasLookedAtLastWhicheverAnswerIsReadyFirst() {
        Request request = get("/a");
        SmallDocument later = add(request, 5);
        add(request, 4);

        assertThat(document(request, 6)).isSameAs(later);
    }

    @Test
    void shouldForgetWhatWasFoundBeforeAFileWasLookedAtAgain() {
        Request request = get("/a");
        SmallDocument document = add(request, 5);
        files.forgetOlder(request, 5);
        assertThat(document(request, 6)).isSameAs(document);

        files.forgetOlder(request, 6);
        assertThat(document(request, 6)).isNull();
    }

    @Test
    void shouldKeepNoFileThatHasChangedOfLate() {
        for (long age : new long[] {SETTLED_SECONDS, 0, -1000}) {
            files.add(get("/a"), document(), answer(get("/a")), MODIFIED + age, 0);
            assertThat(document(get("/a"), 0)).isNull();
        }
    }

    @Test
    void shouldBeBounded() {
        add(get("/" + "x".repeat(511)), 0);
        add(get("/" + "x".repeat(512)), 0);
        assertThat(document(get("/" + "x".repeat(511)), 0)).isNotNull();
        assertThat(document(get("/" + "x".repeat(512)), 0)).isNull();

        for (int i = 0; i < 128; i++) {
            add(get("/" + i), 0);
        }
        assertThat(document(get("/" + "x".repeat(511)), 0)).isNull();
        assertThat(document(get("/0"), 0)).isNotNull();
        add(get("/128"), 0);
        assertThat(document(get("/1"), 0)).isNull();
        assertThat(document(get("/0"), 0)).isNotNull();
    }

    private SmallDocument add(Request request, long nanos) {
        SmallDocument document = document();
        files.add(request, document, answer(request), NOW, nanos);
        return document;
    }

    private SmallDocument document(Request request, long nanos) {
        RecentFiles.Recent recent = files.find(request, nanos);
        return recent == null ? null : recent.document();
    }

    private static SmallDocument document() {
        return new SmallDocument(new Validators("\"1\"", MODIFIED), "text/plain", US_ASCII.encode("12345"));
    }

    private static Answer answer(Request request) {
        return new Answer(request, 200, HttpFields.build(), 5).then(US_ASCII.encode("12345"));
    }

    private static Request get(String target) {
        return Request.plain(target);
    }
}
