package io.github.cambtts.internal.http;

import io.github.cambtts.AudioLink;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Reads {@code {"output_url": "…"}} (the API's {@code AudioOutputFileURLResponse}); fields it does not know are
 * ignored.
 */
public final class LinkResponseReader {

    private final URI baseUrl;

    /**
     * Creates the reader.
     *
     * @param baseUrl the API's, which decides which URLs are safe
     */
    public LinkResponseReader(URI baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** Reads the link from an exchange and closes it. */
    AudioLink read(Exchange exchange) throws TtsException {
        try (exchange) {
            return AudioLink.of(exchange.operation().runId(), outputUrl(exchange), exchange.requestId());
        }
    }

    private URI outputUrl(Exchange exchange) throws TtsException {
        JsonResponse json = JsonResponse.read(exchange, "a presigned URL");
        if (!(json.object().get("output_url") instanceof String text) || text.isBlank()) {
            throw json.malformed("its output_url is missing, empty or not a string");
        }
        URI url;
        try {
            url = PresignedUrl.parse(text);
        } catch (URISyntaxException e) {
            throw unsafe(exchange, "it is not a URL");
        }
        exchange.operation().hide(url);
        Optional<String> danger = PresignedUrl.danger(url, baseUrl);
        if (danger.isPresent()) {
            throw unsafe(exchange, danger.get());
        }
        return url;
    }

    private static TtsException unsafe(Exchange exchange, String why) {
        return exchange.failure(
                ErrorKind.UNSAFE_URL,
                "The output_url of run " + exchange.operation().runId() + " was refused: " + why
                        + ". Check the base URL and any proxy in between.");
    }
}
