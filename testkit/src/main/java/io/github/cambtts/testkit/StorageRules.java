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
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How storage answers: as S3 does.
 *
 * <p>But for two things. It refuses the API's key, which S3 would not notice, so that no test overlooks that it was sent.
 * And it heeds {@code If-Range} as RFC 9110 demands, which some storage ignores.
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

    Answer answerTo(ReceivedRequest request) {
        return runId(request)
                .map(runId -> camb.run(runId).answerTo(Asked.OBJECT, () -> unscripted(request, Optional.of(runId))))
                .orElseGet(() -> unscripted(request, Optional.empty()));
    }

    /** Returns which run's audio a request to storage is for. */
    static Optional<Long> runId(ReceivedRequest request) {
        Matcher object = OBJECT.matcher(request.path());
        try {
            return request.origin() == Origin.STORAGE && object.matches()
                    ? Optional.of(Long.parseLong(object.group(1)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Answer unscripted(ReceivedRequest request, Optional<Long> runId) {
        if (request.header("authorization").isPresent()
                || request.header("x-api-key").isPresent()) {
            return error(
                    400,
                    "InvalidArgument",
                    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string"
                            + " parameter or the Authorization header should be specified");
        }
        Optional<Answer> refusal = refusal(SignedUrl.of(request));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return runId.map(run -> object(request, run))
                .orElseGet(() -> error(404, "NoSuchKey", "The specified key does not exist."));
    }

    private Optional<Answer> refusal(SignedUrl url) {
        if (!url.isSigned()) {
            return Optional.of(error(403, "AccessDenied", "Access Denied"));
        }
        if (url.signedAt().isEmpty()) {
            return Optional.of(error(
                    400,
                    "AuthorizationQueryParametersError",
                    "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""));
        }
        if (url.lifetime().isEmpty()) {
            return Optional.of(error(
                    400,
                    "AuthorizationQueryParametersError",
                    "X-Amz-Expires must be a number of seconds less than a week"));
        }
        Instant now = camb.clock().instant();
        Instant expiry = url.signedAt().get().plus(url.lifetime().get());
        if (!now.isBefore(expiry)) {
            return Optional.of(expired(expiry, now));
        }
        return url.isGenuine()
                ? Optional.empty()
                : Optional.of(error(
                        403,
                        "SignatureDoesNotMatch",
                        "The request signature we calculated does not match the signature you provided. Check your key"
                                + " and signing method."));
    }

    private Answer object(ReceivedRequest request, long runId) {
        FakeRun run = camb.run(runId);
        Content recording = run.audio();
        Instant modified = run.modified();
        Answer whole = Answer.status(200)
                .header("Accept-Ranges", "bytes")
                .header("ETag", etag(recording))
                .header("Last-Modified", HTTP_DATE.format(modified))
                .header("x-amz-request-id", "FAKE" + runId);
        // In the order of RFC 9110, section 13.2.2.
        if (!isUnchanged(request, etag(recording), modified)) {
            return error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
        }
        if (isKnown(request, etag(recording), modified)) {
            return whole.withStatus(304);
        }
        Answer audio = whole.header("Content-Type", "audio/flac");
        Optional<ByteRange> range = request.header("range")
                .filter(header -> isRangeWanted(request, etag(recording), modified))
                .flatMap(header -> ByteRange.parse(header, recording.length()));
        if (range.isEmpty()) {
            return run.breaking(0, audio.body(recording));
        }
        return range.get().isSatisfiable()
                ? run.breaking(range.get().first(), partial(audio, recording, range.get()))
                : unsatisfiable(request.header("range").orElse(""), recording.length());
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

    /** Makes a 206 of all bytes from a position on. */
    static Answer partial(Answer whole, Content recording, long first) {
        return partial(whole, recording, new ByteRange(first, recording.length() - 1));
    }

    private static Answer partial(Answer whole, Content recording, ByteRange range) {
        return whole.withStatus(206)
                .header("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + recording.length())
                .body(recording.part(range.first(), range.length()));
    }

    /** Makes the answer to a URL that has expired. */
    static Answer expired() {
        return error(403, "AccessDenied", "Request has expired");
    }

    private static Answer expired(Instant expiry, Instant now) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("Expires", expiry.toString());
        details.put("ServerTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        return error(403, "AccessDenied", "Request has expired", details);
    }

    private static Answer unsatisfiable(String range, long length) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("RangeRequested", range);
        details.put("ActualObjectSize", Long.toString(length));
        return error(416, "InvalidRange", "The requested range is not satisfiable", details);
    }

    /** Says which bytes these are; the same for the same bytes. */
    static String etag(Content recording) {
        int sum = Long.hashCode(recording.length());
        for (long position = 0; position < recording.length(); position += Math.max(recording.length() / 64, 1)) {
            sum = sum * 31 + recording.at(position);
        }
        return "\"" + Integer.toHexString(sum) + "\"";
    }

    static Answer error(int status, String code, String message) {
        return error(status, code, message, Map.of());
    }

    private static Answer error(int status, String code, String message, Map<String, String> details) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>");
        add(xml, "Code", code);
        add(xml, "Message", message);
        details.forEach((name, value) -> add(xml, name, value));
        add(xml, "RequestId", "FAKE");
        add(xml, "HostId", "FAKE");
        return Answer.status(status)
                .header("Content-Type", "application/xml")
                .body(Content.of(xml.append("</Error>").toString()));
    }

    private static void add(StringBuilder xml, String name, String value) {
        String escaped = value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
        xml.append('<')
                .append(name)
                .append('>')
                .append(escaped)
                .append("</")
                .append(name)
                .append('>');
    }
}
