package io.github.cambtts.testkit;

import io.github.cambtts.testkit.FakeRun.Asked;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How storage answers: like S3, with two exceptions.
 *
 * <p>It rejects the API's key, which S3 ignores, so that a test notices a key that was sent. It evaluates
 * {@code If-Range} as RFC 9110 requires, which some storage ignores.
 */
final class StorageRules {

    private static final Pattern OBJECT = Pattern.compile("/audio/([0-9]{1,19})\\.flac");
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final FakeCamb camb;

    StorageRules(FakeCamb camb) {
        this.camb = camb;
    }

    FakeResponse answerTo(ReceivedRequest request) {
        return runId(request)
                .map(runId -> camb.run(runId).answerTo(Asked.OBJECT, () -> unscripted(request, Optional.of(runId))))
                .orElseGet(() -> unscripted(request, Optional.empty()));
    }

    /** Returns the run whose audio a request to storage asks for. */
    static Optional<Long> runId(ReceivedRequest request) {
        Matcher object = OBJECT.matcher(request.path());
        try {
            return request.origin() == Origin.STORAGE && object.matches()
                    ? Optional.of(Long.parseLong(object.group(1))).filter(id -> id > 0)
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private FakeResponse unscripted(ReceivedRequest request, Optional<Long> runId) {
        if (request.header("authorization").isPresent()
                || request.header("x-api-key").isPresent()) {
            return StorageResponses.error(
                    400,
                    "InvalidArgument",
                    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string"
                            + " parameter or the Authorization header should be specified");
        }
        Optional<FakeResponse> refusal = refusal(SignedUrl.of(request));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return runId.map(run -> object(request, run))
                .orElseGet(() -> StorageResponses.error(404, "NoSuchKey", "The specified key does not exist."));
    }

    private Optional<FakeResponse> refusal(SignedUrl url) {
        if (!url.isSigned()) {
            return Optional.of(StorageResponses.error(403, "AccessDenied", "Access Denied"));
        }
        if (url.signedAt().isEmpty()) {
            return Optional.of(StorageResponses.error(
                    400,
                    "AuthorizationQueryParametersError",
                    "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""));
        }
        if (url.lifetime().isEmpty()) {
            return Optional.of(StorageResponses.error(
                    400,
                    "AuthorizationQueryParametersError",
                    "X-Amz-Expires must be a number of seconds less than a week"));
        }
        Instant now = camb.clock().instant();
        Instant expiry = url.signedAt().get().plus(url.lifetime().get());
        if (!now.isBefore(expiry)) {
            return Optional.of(StorageResponses.expired(expiry, now));
        }
        return url.isGenuine()
                ? Optional.empty()
                : Optional.of(StorageResponses.error(
                        403,
                        "SignatureDoesNotMatch",
                        "The request signature we calculated does not match the signature you provided. Check your key"
                                + " and signing method."));
    }

    private FakeResponse object(ReceivedRequest request, long runId) {
        FakeRun run = camb.run(runId);
        Content recording = run.audio();
        Instant modified = run.modified();
        FakeResponse whole = FakeResponse.status(200)
                .header("Accept-Ranges", "bytes")
                .header("ETag", StorageResponses.etag(recording))
                .header("Last-Modified", HTTP_DATE.format(modified))
                .header("x-amz-request-id", "FAKE" + runId);
        // In the order of RFC 9110, section 13.2.2.
        if (!isUnchanged(request, StorageResponses.etag(recording), modified)) {
            return StorageResponses.error(
                    412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
        }
        if (isKnown(request, StorageResponses.etag(recording), modified)) {
            return whole.withStatus(304);
        }
        FakeResponse audio = whole.header("Content-Type", run.mediaType());
        Optional<ByteRange> range = request.header("range")
                .filter(header -> isRangeWanted(request, StorageResponses.etag(recording), modified))
                .flatMap(header -> ByteRange.parse(header, recording.length()));
        if (range.isEmpty()) {
            return run.breaking(0, audio.body(recording));
        }
        return range.get().isSatisfiable()
                ? run.breaking(range.get().first(), StorageResponses.partial(audio, recording, range.get()))
                : StorageResponses.unsatisfiable(request.header("range").orElse(""), recording.length());
    }

    private static boolean isUnchanged(ReceivedRequest request, String etag, Instant modified) {
        return request.header("if-match")
                .map(wanted -> matches(wanted, etag))
                .or(() -> request.header("if-unmodified-since")
                        .flatMap(StorageRules::date)
                        .map(date -> !isModifiedSince(date, modified)))
                .orElse(true);
    }

    private static boolean isKnown(ReceivedRequest request, String etag, Instant modified) {
        return request.header("if-none-match")
                .map(known -> matches(known.replace("W/", ""), etag))
                .or(() -> request.header("if-modified-since")
                        .flatMap(StorageRules::date)
                        .map(date -> !isModifiedSince(date, modified)))
                .orElse(false);
    }

    private static boolean isRangeWanted(ReceivedRequest request, String etag, Instant modified) {
        return request.header("if-range")
                .map(validator -> validator.equals(etag)
                        || date(validator).filter(seconds(modified)::equals).isPresent())
                .orElse(true);
    }

    private static boolean matches(String wanted, String etag) {
        return wanted.strip().equals("*")
                || Arrays.stream(wanted.split(",")).map(String::strip).anyMatch(etag::equals);
    }

    private static boolean isModifiedSince(Instant date, Instant modified) {
        return seconds(modified).isAfter(date);
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
