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
 * @param expected what the object should be, such as {@code a presigned URL}
 * @param text the document
 * @param object its members
 */
record JsonResponse(Exchange exchange, String expected, String text, Map<?, ?> object) {

    /** Reads the object from an exchange. */
    static JsonResponse read(Exchange exchange, String expected) throws TtsException {
        String about = about(exchange, expected);
        String mediaType = exchange.mediaType();
        if (!mediaType.isEmpty() && !mediaType.matches("application/([a-z0-9.-]+\\+)?json")) {
            throw exchange.failure(
                    ErrorKind.UNEXPECTED_CONTENT,
                    about + "it is \"" + exchange.redaction().clean(mediaType)
                            + "\". Check the base URL and any proxy in between.");
        }
        String json = BoundedText.json(exchange, about);
        if (json.isEmpty()) {
            throw exchange.failure(ErrorKind.EMPTY, about + "it is empty. Try again later.");
        }
        if (!(decode(json, exchange, about) instanceof Map<?, ?> object)) {
            throw exchange.failure(ErrorKind.MALFORMED_JSON, about + "its JSON is not an object.");
        }
        return new JsonResponse(exchange, expected, json, object);
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

    private static String about(Exchange exchange, String expected) {
        return "The response for " + exchange.operation().subject().label() + " is not " + expected + ": ";
    }

    BoundedText.Beginning body() {
        return new BoundedText.Beginning(text, false);
    }

    /** Creates the exception for a member that is not what the API documents. */
    TtsException malformed(String why) {
        return exchange.failure(ErrorKind.MALFORMED_JSON, about(exchange, expected) + why + exchange.saying(body()));
    }
}
