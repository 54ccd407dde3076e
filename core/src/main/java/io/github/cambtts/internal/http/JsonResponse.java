package io.github.cambtts.internal.http;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response with status 200 that is one JSON object.
 *
 * @param exchange the exchange, not yet closed
 * @param about the beginning of the message of an error
 * @param body the document
 * @param object its members
 */
record JsonResponse(Exchange exchange, String about, BoundedText.Beginning body, Map<?, ?> object) {

    /**
     * Reads the object from an exchange.
     *
     * @param expected what it should be, such as {@code a presigned URL}
     */
    static JsonResponse read(Exchange exchange, String expected) throws TtsException {
        String about = "The response for " + exchange.call().subject().label() + " is not " + expected + ": ";
        String mediaType = exchange.mediaType();
        if (!mediaType.isEmpty() && !mediaType.matches("application/([a-z0-9.-]+\\+)?json")) {
            throw exchange.failure(
                    ErrorKind.UNEXPECTED_CONTENT,
                    about + "it is \"" + exchange.redaction().clean(mediaType)
                            + "\". Check the base URL and any proxy in between.");
        }
        String json = BoundedText.json(exchange, about);
        if (json.isEmpty()) {
            throw exchange.failure(
                    ErrorKind.EMPTY, about + "it is empty. Check the base URL and any proxy in between.");
        }
        if (!(decode(json, exchange, about) instanceof Map<?, ?> object)) {
            throw exchange.failure(ErrorKind.MALFORMED_JSON, about + "its JSON is not an object.");
        }
        return new JsonResponse(exchange, about, new BoundedText.Beginning(json, false), object);
    }

    private static @Nullable Object decode(String json, Exchange exchange, String about) throws TtsException {
        try {
            return exchange.decoded(json);
        } catch (TtsException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw exchange.failure(
                    ErrorKind.MALFORMED_JSON,
                    about + "it is not valid JSON. Check the base URL and any proxy in between.");
        }
    }

    /** Creates the exception for a member that is not what the API documents. */
    TtsException malformed(String why) {
        return exchange.failure(ErrorKind.MALFORMED_JSON, about + why + exchange.saying(body));
    }
}
