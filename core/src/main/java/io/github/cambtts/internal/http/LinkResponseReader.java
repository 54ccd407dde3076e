package io.github.cambtts.internal.http;

import io.github.cambtts.AudioLink;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
            String mediaType = exchange.mediaType();
            if (!mediaType.isEmpty() && !mediaType.matches("application/([a-z0-9.-]+\\+)?json")) {
                throw exchange.failure(
                        ErrorKind.UNEXPECTED_CONTENT,
                        about(exchange) + "it is \"" + exchange.redaction().clean(mediaType)
                                + "\". Check the base URL and any proxy in between.");
            }
            String json = BoundedText.json(exchange);
            if (json.isEmpty()) {
                throw exchange.failure(ErrorKind.EMPTY, about(exchange) + "it is empty. Try again later.");
            }
            return AudioLink.of(exchange.operation().runId(), outputUrl(json, exchange), exchange.requestId());
        }
    }

    private URI outputUrl(String json, Exchange exchange) throws TtsException {
        if (!(decode(json, exchange) instanceof Map<?, ?> object)) {
            throw exchange.failure(ErrorKind.MALFORMED_JSON, about(exchange) + "its JSON is not an object.");
        }
        if (!(object.get("output_url") instanceof String text) || text.isBlank()) {
            throw exchange.failure(
                    ErrorKind.MALFORMED_JSON,
                    about(exchange) + "its output_url is missing or not a string"
                            + exchange.saying(new BoundedText.Beginning(json, false)));
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

    private @Nullable Object decode(String json, Exchange exchange) throws TtsException {
        try {
            return exchange.decoded(json);
        } catch (TtsException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw exchange.failure(
                    ErrorKind.MALFORMED_JSON,
                    about(exchange) + "it is not valid JSON. Check the base URL and any proxy in between.");
        }
    }

    private static TtsException unsafe(Exchange exchange, String why) {
        return exchange.failure(
                ErrorKind.UNSAFE_URL,
                "The output_url of run " + exchange.operation().runId() + " was refused: " + why
                        + ". Check the base URL and any proxy in between.");
    }

    private static String about(Exchange exchange) {
        return "The response for run " + exchange.operation().runId() + " is not a presigned URL: ";
    }
}
