package io.github.cambtts;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** What a presigned URL is and what it tells about itself. */
final class PresignedUrl {

    private PresignedUrl() {}

    /**
     * Returns why a URL must be neither fetched nor handed on, or nothing if it may be.
     *
     * @param plainHttpAllowed whether {@code http} will do: where the API itself is on it
     */
    static Optional<String> danger(URI url, boolean plainHttpAllowed) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && plainHttpAllowed)) {
            return Optional.of(scheme.isEmpty() ? "it is not absolute" : "its scheme is not https");
        }
        if (url.getHost() == null || url.getHost().isEmpty()) {
            return Optional.of("it names no host");
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of("it holds a user name");
        }
        return Optional.empty();
    }

    static String withoutQuery(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }
}
