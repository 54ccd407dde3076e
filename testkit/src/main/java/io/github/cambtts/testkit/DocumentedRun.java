package io.github.cambtts.testkit;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The runs of a {@link FakeCamb} with {@link FakeCamb#documentedRuns()}, and of {@code camb-tts serve}. Each run
 * always answers the same, for every client. The run that answers an error status has the status code as its id.
 *
 * <p>What happens once happens once for all clients together, until the service is reset.
 */
public enum DocumentedRun {
    /** A spoken sentence as FLAC. */
    FLAC(1, "a spoken sentence as FLAC: 94043 bytes, 4.10 s"),
    /** WAV, as older deployments send it. */
    WAV(2, "WAV, as older deployments send it: 88244 bytes, 2.00 s"),
    /** A body that takes five seconds. */
    SLOW(3, "run 1 at 20000 bytes a second"),
    /** Every connection is closed before the end of the body. */
    CUT_SHORT(4, "run 1, every answer closed after 40000 bytes"),
    /** The first body is reset, the others come whole. */
    BREAKS_ONCE(5, "run 1, reset after 40000 bytes once, then good"),
    /** A body that stops before its end. */
    STALLED(6, "run 1, nothing more after 40000 bytes"),
    /** A request without a response. */
    SILENT(7, "no answer at all"),
    /** A connection that is closed before the response. */
    CLOSED(8, "the connection closed before the answer"),
    /** Bytes announced as audio that are not audio. */
    GARBAGE(9, "200 audio/flac with bytes that are no audio"),
    /** An HTML page instead of audio. */
    WEB_PAGE(10, "200 text/html, as a captive portal answers"),
    /** Audio without a byte. */
    EMPTY(11, "200 audio/flac without a byte"),
    /** A complete response with a truncated recording. */
    CUT_RECORDING(12, "a complete answer with the first 60000 bytes of run 1"),
    /** A redirect, which the API never gives for a result. */
    REDIRECT(13, "307 to run 1"),
    /** Links that storage refuses. */
    EXPIRED_LINK(14, "file_url: links that storage calls expired; raw_bytes: good"),
    /** A link that storage refuses, then good ones. */
    EXPIRED_LINK_ONCE(15, "file_url: a link that storage calls expired once, then good; raw_bytes: good"),
    /** A response that is not JSON. */
    BROKEN_JSON(16, "file_url: 200 application/json that breaks off; raw_bytes: good"),
    /** A link to a file of the client's machine. */
    UNSAFE_LINK(17, "file_url: a link to file:///etc/passwd; raw_bytes: good"),
    /** A large recording. */
    LARGE(18, "FLAC of 64 MiB"),
    /** An error of the account. */
    STATUS_401(401, "401 Not authenticated, whatever the key"),
    /** An error of the account. */
    STATUS_402(402, "402 Payment Required"),
    /** An error of the account. */
    STATUS_403(403, "403 Not authenticated, as older versions of the API answer"),
    /** A run that does not exist. */
    STATUS_404(404, "404 Not Found"),
    /** A request that the API rejects as invalid. */
    STATUS_422(422, "422 with FastAPI's list of errors"),
    /** Too many requests, once. */
    STATUS_429(429, "429 with Retry-After: 1 once, then good"),
    /** A failure of the API. */
    STATUS_500(500, "500 Internal Server Error as plain text"),
    /** A failure of the gateway. */
    STATUS_502(502, "502 Bad Gateway"),
    /** An overload, once. */
    STATUS_503(503, "503 once, then good"),
    /** A failure of the gateway. */
    STATUS_504(504, "504 Gateway Timeout");

    private static final int BROKEN_AT = 40_000;
    private static final int SLOW_BYTES_PER_SECOND = 20_000;
    private static final int CUT_RECORDING_BYTES = 60_000;
    private static final int WAV_BYTES = 88_244;
    private static final String GARBAGE_TEXT = "This is no audio. ".repeat(2_000);
    private static final int LARGE_BYTES = 64 << 20;

    private final long runId;
    private final String description;

    DocumentedRun(long runId, String description) {
        this.runId = runId;
        this.description = description;
    }

    /**
     * Returns the run's id.
     *
     * @return a positive number
     */
    public long runId() {
        return runId;
    }

    /**
     * Returns what the run answers.
     *
     * @return a short description in English
     */
    public String description() {
        return description;
    }

    /**
     * Returns the run of an id.
     *
     * @param runId the id
     * @return the run; absent if the id is not documented; such a run has a spoken sentence
     */
    public static Optional<DocumentedRun> of(long runId) {
        return Arrays.stream(values()).filter(run -> run.runId == runId).findFirst();
    }

    void script(FakeRun run) {
        switch (this) {
            case FLAC -> {}
            case WAV -> run.audio(Content.wav(WAV_BYTES), "audio/wav");
            case SLOW -> run.always(FakeRun.BYTES, answer -> answer.throttled(SLOW_BYTES_PER_SECOND));
            case CUT_SHORT -> run.always(FakeRun.BYTES, answer -> answer.cutAfter(BROKEN_AT));
            case BREAKS_ONCE -> run.breakAt(BROKEN_AT);
            case STALLED -> run.always(FakeRun.BYTES, answer -> answer.stallAfter(BROKEN_AT));
            case SILENT -> run.answers(FakeResponse.silence());
            case CLOSED -> run.answers(FakeResponse.closedBeforeHeaders());
            case GARBAGE -> run.audio(Content.of(GARBAGE_TEXT));
            case WEB_PAGE ->
                run.answers(FakeResponse.status(200)
                        .header("Content-Type", "text/html; charset=utf-8")
                        .body(Content.of("<!DOCTYPE html><title>Welcome</title><p>Please log in.")));
            case EMPTY -> run.audio(Content.of(""));
            case CUT_RECORDING -> run.audio(Content.speech().part(0, CUT_RECORDING_BYTES));
            case REDIRECT -> run.answers(FakeResponse.status(307).header("Location", "/apis/tts-result/1"));
            case EXPIRED_LINK -> run.script(FakeRun.Asked.OBJECT, StorageResponses.expired());
            case EXPIRED_LINK_ONCE -> run.expiredLink();
            case BROKEN_JSON -> run.script(FakeRun.Asked.LINK, FakeResponse.json(200, "{\"output_url\":\"https://"));
            case UNSAFE_LINK -> run.script(FakeRun.Asked.LINK, FakeResponse.link("file:///etc/passwd"));
            case LARGE -> run.audio(Content.flac(LARGE_BYTES));
            case STATUS_429 -> run.rateLimited(Duration.ofSeconds(1));
            case STATUS_503 -> run.failing(1, FakeResponse.error(503));
            case STATUS_401, STATUS_402, STATUS_403, STATUS_404, STATUS_422, STATUS_500, STATUS_502, STATUS_504 ->
                run.answers(FakeResponse.error(Math.toIntExact(runId)));
        }
    }
}
