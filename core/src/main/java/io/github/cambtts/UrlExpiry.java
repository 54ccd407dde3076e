package io.github.cambtts;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a presigned URL expires, according to its query: Amazon S3 (signature versions 2 and 4), Google Cloud Storage,
 * CloudFront (canned and custom policy), Azure. Malformed, repeated or impossible values count as unknown.
 *
 * <p>It is an upper bound, and the local clock may be wrong: nothing is ever refused because of it.
 */
final class UrlExpiry {

    /** Seven days, the most that signature version 4 allows. */
    private static final long MAX_SECONDS = 604_800;

    private static final DateTimeFormatter BASIC_ISO = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,11}");
    private static final Pattern POLICY_END =
            Pattern.compile("\"DateLessThan\"\\s*:\\s*\\{\\s*\"AWS:EpochTime\"\\s*:\\s*([0-9]{1,11})\\s*}");

    private final Map<String, String> parameters;

    private UrlExpiry(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    static Optional<Instant> of(URI url) {
        UrlExpiry query = new UrlExpiry(parameters(url.getRawQuery() == null ? "" : url.getRawQuery()));
        try {
            return query.signedFor("X-Amz-")
                    .or(() -> query.signedFor("X-Goog-"))
                    .or(() -> query.epochSeconds("Expires"))
                    .or(query::policyEnd)
                    .or(query::azureEnd);
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Tells whether a URL's expiry is known and not after a clock's time. */
    static boolean hasPassed(URI url, Clock clock) {
        return of(url).filter(expiry -> !expiry.isAfter(clock.instant())).isPresent();
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        Set<String> repeated = new HashSet<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (parameters.put(name, equals < 0 ? "" : parameter.substring(equals + 1)) != null) {
                repeated.add(name);
            }
        }
        parameters.keySet().removeAll(repeated);
        return parameters;
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(parameters.get(name)).map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8));
    }

    private Optional<Instant> signedFor(String prefix) {
        Optional<Long> seconds = value(prefix + "Expires")
                .filter(value -> DIGITS.matcher(value).matches())
                .map(Long::parseLong)
                .filter(value -> value >= 1 && value <= MAX_SECONDS);
        return seconds.isEmpty()
                ? Optional.empty()
                : value(prefix + "Date")
                        .map(date -> LocalDateTime.parse(date, BASIC_ISO)
                                .toInstant(ZoneOffset.UTC)
                                .plusSeconds(seconds.get()));
    }

    private Optional<Instant> epochSeconds(String name) {
        return value(name).filter(value -> DIGITS.matcher(value).matches()).map(UrlExpiry::epoch);
    }

    private static Instant epoch(String seconds) {
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    /** CloudFront writes Base64 with characters of its own in place of those that a URL cannot hold. */
    private Optional<Instant> policyEnd() {
        return Optional.ofNullable(parameters.get("Policy"))
                .map(policy -> policy.replace('-', '+').replace('_', '=').replace('~', '/'))
                .map(base64 -> new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8))
                .map(POLICY_END::matcher)
                .filter(Matcher::find)
                .map(end -> epoch(end.group(1)));
    }

    /** Azure's {@code se} is a date, or a date and time with or without seconds, in UTC where it has no offset. */
    private Optional<Instant> azureEnd() {
        return value("se")
                .map(end -> end.indexOf('T') < 0
                        ? LocalDate.parse(end).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : OffsetDateTime.parse(end).toInstant());
    }
}
