package io.github.cambtts.internal.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The headers that a presigned URL signs, according to its query (signature version 4 of Amazon S3 and of Google Cloud
 * Storage): storage refuses a request without them.
 */
final class SignedHeaders {

    /** A current AWS SDK signs it, with the only value that it can have. */
    private static final Map<String, String> CHECKSUM_MODE = Map.of("x-amz-checksum-mode", "ENABLED");

    private static final Pattern NAMES = Pattern.compile("(?:^|&)X-(?:Amz|Goog)-SignedHeaders=([^&]*)");

    private SignedHeaders() {}

    /** Returns what to send beside the library's own headers, if that is all that a URL needs. */
    static Map<String, String> known(URI url, Set<String> sent) {
        return missing(url, sent).equals(CHECKSUM_MODE.keySet()) ? CHECKSUM_MODE : Map.of();
    }

    /** Returns the headers, in lower case, that a URL signs and that are not sent. */
    static Set<String> missing(URI url, Set<String> sent) {
        Set<String> missing = new TreeSet<>();
        Matcher names = NAMES.matcher(Objects.requireNonNullElse(url.getRawQuery(), ""));
        while (names.find()) {
            String decoded = URLDecoder.decode(names.group(1), StandardCharsets.UTF_8);
            missing.addAll(Arrays.asList(decoded.toLowerCase(Locale.ROOT).split(";", -1)));
        }
        missing.removeAll(Set.of("", "host"));
        sent.forEach(name -> missing.remove(name.toLowerCase(Locale.ROOT)));
        return missing;
    }
}
