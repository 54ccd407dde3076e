package io.github.cambtts.cli;

import io.github.cambtts.OutputType;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeRun;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The runs of {@code camb-tts serve}. Each run always answers the same, for every client. The run that answers an error
 * status has the status code as its id.
 *
 * <p>What happens once happens once for all clients together, until the service is reset.
 */
enum DocumentedRun {
    FLAC(1, "a spoken sentence as FLAC: 94043 bytes, 4.10 s", run -> {}),
    WAV(
            2,
            "WAV, as older deployments send it: 88244 bytes, 2.00 s",
            run -> run.audio(Content.wav(88_244), "audio/wav")),
    SLOW(3, "run 1 at 20000 bytes a second", run -> run.everyAudio(answer -> answer.throttled(20_000))),
    CUT_SHORT(
            4,
            "run 1, every answer closed after 40000 bytes",
            run -> run.everyAudio(answer -> answer.cutAfter(40_000))),
    BREAKS_ONCE(5, "run 1, reset after 40000 bytes once, then good", run -> run.breakAt(40_000)),
    STALLED(6, "run 1, nothing more after 40000 bytes", run -> run.everyAudio(answer -> answer.stallAfter(40_000))),
    SILENT(7, "no answer at all", run -> run.answers(FakeResponse.silence())),
    CLOSED(8, "the connection closed before the answer", run -> run.answers(FakeResponse.closedBeforeHeaders())),
    GARBAGE(
            9,
            "200 audio/flac with bytes that are no audio",
            run -> run.audio(Content.of("This is no audio. ".repeat(2_000)))),
    WEB_PAGE(
            10,
            "200 text/html, as a captive portal answers",
            run -> run.answers(FakeResponse.status(200)
                    .header("Content-Type", "text/html; charset=utf-8")
                    .body(Content.of("<!DOCTYPE html><title>Welcome</title><p>Please log in.")))),
    EMPTY(11, "200 audio/flac without a byte", run -> run.audio(Content.of(""))),
    CUT_RECORDING(
            12,
            "a complete answer with the first 60000 bytes of run 1",
            run -> run.audio(Arrays.copyOf(Content.speech().bytes(), 60_000))),
    REDIRECT(13, "307 to run 1", run -> run.answers(FakeResponse.status(307).header("Location", "/apis/tts-result/1"))),
    EXPIRED_LINK(
            14,
            "file_url: links that storage calls expired; raw_bytes: good",
            run -> run.storageAnswers(FakeResponse.status(403)
                    .header("Content-Type", "application/xml")
                    .body(Content.of("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code>"
                            + "<Message>Request has expired</Message><RequestId>FAKE</RequestId><HostId>FAKE</HostId>"
                            + "</Error>")))),
    EXPIRED_LINK_ONCE(
            15, "file_url: a link that storage calls expired once, then good; raw_bytes: good", FakeRun::expiredLink),
    BROKEN_JSON(
            16,
            "file_url: 200 application/json that breaks off; raw_bytes: good",
            run -> run.answers(OutputType.FILE_URL, FakeResponse.json(200, "{\"output_url\":\"https://"))),
    UNSAFE_LINK(
            17,
            "file_url: a link to file:///etc/passwd; raw_bytes: good",
            run -> run.answers(OutputType.FILE_URL, FakeResponse.link("file:///etc/passwd"))),
    LARGE(18, "FLAC of 64 MiB", run -> run.audio(Content.flac(64 << 20))),
    STATUS_401(401, "401 Not authenticated, whatever the key"),
    STATUS_402(402, "402 Payment Required"),
    STATUS_403(403, "403 Not authenticated, as older versions of the API answer"),
    STATUS_404(404, "404 Not Found"),
    STATUS_422(422, "422 with FastAPI's list of errors"),
    STATUS_429(429, "429 with Retry-After: 1 once, then good", run -> run.rateLimited(Duration.ofSeconds(1))),
    STATUS_500(500, "500 Internal Server Error as plain text"),
    STATUS_502(502, "502 Bad Gateway"),
    STATUS_503(503, "503 once, then good", run -> run.failing(1, FakeResponse.error(503))),
    STATUS_504(504, "504 Gateway Timeout");

    private final long runId;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Consumer<FakeRun> script;

    DocumentedRun(int status, String description) {
        this(status, description, run -> run.answers(FakeResponse.error(status)));
    }

    DocumentedRun(long runId, String description, Consumer<FakeRun> script) {
        this.runId = runId;
        this.description = description;
        this.script = script;
    }

    long runId() {
        return runId;
    }

    String description() {
        return description;
    }

    /** Returns the run of an id; absent if the id is not documented: such a run is a spoken sentence. */
    static Optional<DocumentedRun> of(long runId) {
        return Arrays.stream(values()).filter(run -> run.runId == runId).findFirst();
    }

    void script(FakeRun run) {
        script.accept(run);
    }
}
