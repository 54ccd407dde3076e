package io.github.cambtts.internal.http;

import io.github.cambtts.AudioLink;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The rules for a presigned URL.
 *
 * <p>A hostile or broken server must not be able to direct this library, or whoever receives a link, to a host that
 * only they can reach. So a URL must lead to the public network, or to the network that the API itself is in: see
 * {@link AudioLink}.
 */
final class PresignedUrl {

    private PresignedUrl() {}

    /**
     * Returns why a URL must be neither fetched nor returned to the host, or nothing if it may be.
     *
     * @param baseUrl the API's: if that is on plain {@code http}, on this machine or in a private network, the URL may
     *     be so too
     */
    static Optional<String> danger(URI url, URI baseUrl) {
        Optional<String> fault = HttpUrl.fault(url);
        if (fault.isPresent()) {
            return fault;
        }
        if (!url.getScheme().equalsIgnoreCase("https") && !baseUrl.getScheme().equalsIgnoreCase("http")) {
            return Optional.of("its scheme is not https");
        }
        HostPlace place = HostPlace.of(url.getHost());
        return switch (place) {
            case ANYWHERE -> Optional.empty();
            case THIS_MACHINE -> inPlaceOf(baseUrl, place, "its host is this machine, and the API's is not");
            case PRIVATE_NETWORK -> inPlaceOf(baseUrl, place, "its host is in a private network, and the API's is not");
            case NO_STORAGE -> Optional.of("its host is an address or a name that no storage has");
        };
    }

    private static Optional<String> inPlaceOf(URI baseUrl, HostPlace place, String danger) {
        return HostPlace.of(baseUrl.getHost()) == place ? Optional.empty() : Optional.of(danger);
    }

    /**
     * Returns why a redirect from one URL to another must not be followed; from {@code https} only {@code https} may.
     */
    static Optional<String> redirectDanger(URI from, URI to, URI baseUrl) {
        boolean isDowngrade = from.getScheme().equalsIgnoreCase("https") && "http".equalsIgnoreCase(to.getScheme());
        return isDowngrade ? Optional.of("its scheme is not https") : danger(to, baseUrl);
    }

    /**
     * Parses a URL. Characters beyond ASCII are percent-encoded as they are (RFC 3987, section 3.1), because HTTP stacks
     * would send them in different ways.
     *
     * @throws URISyntaxException if the text is not a URL
     */
    static URI parse(String text) throws URISyntaxException {
        StringBuilder ascii = new StringBuilder(text.length());
        for (byte b : new URI(text).toString().getBytes(StandardCharsets.UTF_8)) {
            ascii.append(b >= 0 ? String.valueOf((char) b) : String.format("%%%02X", b & 0xFF));
        }
        return new URI(ascii.toString());
    }
}
