package io.github.cambtts.testkit;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Presigned URLs that look like S3's, with a signature that is none. */
final class SignedUrl {

    /** The signature, for tests that look for it where it must not be. */
    static final String SIGNATURE = "5ec4e7516ba7u4e0f7he5t04a6e";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern VALIDITY = Pattern.compile("(?:^|&)X-Amz-Date=([^&]*)&X-Amz-Expires=([0-9]{1,9})");

    private SignedUrl() {}

    static String make(URI storageUrl, long runId, Instant now, Duration lifetime) {
        return storageUrl + "/audio/" + runId + ".flac?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=FAKE%2Fs3"
                + "&X-Amz-Date=" + DATE.format(now) + "&X-Amz-Expires=" + lifetime.toSeconds()
                + "&X-Amz-SignedHeaders=host&X-Amz-Signature=" + SIGNATURE;
    }

    static boolean isSigned(String query) {
        return query.endsWith("&X-Amz-Signature=" + SIGNATURE);
    }

    static boolean isExpired(String query, Instant now) {
        Matcher validity = VALIDITY.matcher(query);
        if (!validity.find()) {
            return true;
        }
        try {
            Instant begin = LocalDateTime.parse(validity.group(1), DATE).toInstant(ZoneOffset.UTC);
            return !now.isBefore(begin.plusSeconds(Long.parseLong(validity.group(2))));
        } catch (DateTimeException e) {
            return true;
        }
    }
}
