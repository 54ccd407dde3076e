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
final class LinkResponse {

    private LinkResponse() {}

    /**
     * Reads the link from an exchange and closes it.
     *
     * @param baseUrl the API's, which decides which URLs are safe
     */
    static AudioLink read(Exchange exchange, URI baseUrl) throws TtsException {
        try (exchange) {
            return AudioLink.of(exchange.call().runId(), outputUrl(exchange, baseUrl), exchange.requestId());
        }
    }

    private static URI outputUrl(Exchange exchange, URI baseUrl) throws TtsException {
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
        exchange.call().hide(url);
        Optional<String> danger = PresignedUrl.danger(url, baseUrl);
        if (danger.isPresent()) {
            throw unsafe(exchange, danger.get());
        }
        return url;
    }

    private static TtsException unsafe(Exchange exchange, String why) {
        return exchange.failure(
                ErrorKind.UNSAFE_URL,
                "The output_url of run " + exchange.call().runId() + " was refused: " + why
                        + ". Check the base URL and any proxy in between.");
    }
}
