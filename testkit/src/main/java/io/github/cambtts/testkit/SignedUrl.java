package io.github.cambtts.testkit;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Presigned URLs like S3's (AWS Signature Version 4 in the query, with a session token): the signature covers the
 * method, the path and every other parameter, including date and lifetime.
 */
final class SignedUrl {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");
    private static final long MAX_LIFETIME_SECONDS = Duration.ofDays(7).toSeconds();
    private static final byte[] SECRET = "the fake's own".getBytes(StandardCharsets.US_ASCII);
    private static final String SIGNATURE_NAME = "X-Amz-Signature";

    /** As long as those of temporary credentials may be: the whole URL has more than 2,048 characters. */
    private static final String SESSION_TOKEN = "FwoGZXIvYXdzEFA%2BKE".repeat(90);

    private final String method;
    private final String path;
    private final Map<String, List<String>> parameters;

    private SignedUrl(String method, String path, String query) {
        this.method = method;
        this.path = path;
        this.parameters = PercentEncoding.parameters(query).stream()
                .collect(Collectors.groupingBy(
                        PercentEncoding.Parameter::name,
                        TreeMap::new,
                        Collectors.mapping(PercentEncoding.Parameter::value, Collectors.toList())));
    }

    /** Reads the signed URL of a request. */
    static SignedUrl of(ReceivedRequest request) {
        return new SignedUrl(request.method(), request.path(), request.query());
    }

    /** Makes a URL that the fake storage accepts, for a lifetime of whole seconds. */
    static String make(URI storageUrl, long runId, Instant now, Duration lifetime) {
        String path = "/audio/" + runId + ".flac";
        String query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=FAKE%2Fs3&X-Amz-Date=" + DATE.format(now)
                + "&X-Amz-Expires=" + lifetime.toSeconds() + "&X-Amz-Security-Token=" + SESSION_TOKEN
                + "&X-Amz-SignedHeaders=host";
        return storageUrl + path + "?" + query + "&" + SIGNATURE_NAME + "="
                + new SignedUrl("GET", path, query).expectedSignature();
    }

    private Optional<String> parameter(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** Returns whether the URL has a signature. */
    boolean isSigned() {
        return parameters.containsKey(SIGNATURE_NAME);
    }

    /** Returns whether the signature is valid for this method, path and parameters. */
    boolean isGenuine() {
        return parameter(SIGNATURE_NAME).filter(expectedSignature()::equals).isPresent();
    }

    /** Returns how long the URL is valid from its date on; absent unless it is 1 s to 7 days. */
    Optional<Duration> lifetime() {
        return parameter("X-Amz-Expires")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(Long::parseLong)
                .filter(seconds -> seconds >= 1 && seconds <= MAX_LIFETIME_SECONDS)
                .map(Duration::ofSeconds);
    }

    /** Returns when the URL was signed; absent if the date is missing or invalid. */
    Optional<Instant> signedAt() {
        try {
            return parameter("X-Amz-Date")
                    .map(text -> LocalDateTime.parse(text, DATE).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private String expectedSignature() {
        Map<String, List<String>> signed = new TreeMap<>(parameters);
        signed.remove(SIGNATURE_NAME);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            byte[] hash = mac.doFinal((method + "\n" + path + "\n" + signed).getBytes(StandardCharsets.UTF_8));
            return FakeCamb.SIGNATURE + HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA256", e);
        }
    }
}
