package io.github.cambtts.internal.http;

import java.net.URI;
import java.util.Optional;

/** What any URL must be that a request is sent to, the API's or one of storage. */
public final class HttpUrl {

    private static final int MAX_PORT = 65_535;

    private HttpUrl() {}

    /** Returns why no request can be sent to a URL, or nothing if one can. */
    public static Optional<String> fault(URI url) {
        if (!"https".equalsIgnoreCase(url.getScheme()) && !"http".equalsIgnoreCase(url.getScheme())) {
            return Optional.of("it is not an absolute http or https URL");
        }
        if (url.getRawAuthority() == null) {
            return Optional.of("it names no host");
        }
        if (url.getHost() == null) {
            // An HTTP stack may find a host where Java finds none, and no rule would have judged it.
            return Optional.of("Java cannot parse its host or port; a host name has letters, digits, hyphens and dots,"
                    + " and no underscores");
        }
        if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
            return Optional.of("its port is not 1 to " + MAX_PORT);
        }
        return url.getRawUserInfo() == null ? Optional.empty() : Optional.of("it has a user name");
    }
}
