package io.github.cambtts;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bodies that are text: read to a limit and no further, whatever the server sends. */
final class BoundedText {

    static final int MOST_JSON_BYTES = 64 * 1024;
    static final int MOST_ERROR_BYTES = 16 * 1024;

    private static final int FIRST_BYTES = 2 * 1024;

    private BoundedText() {}

    /** Reads a JSON document: strict UTF-8 (RFC 8259, section 8.1), and an error if it is too long. */
    static String json(Exchange exchange) throws TtsException {
        ByteBuffer body = ByteBuffer.allocate(FIRST_BYTES);
        while (exchange.read(body) >= 0) {
            if (body.position() > MOST_JSON_BYTES) {
                throw exchange.failure(
                        ErrorKind.MALFORMED_JSON,
                        "The answer about run " + exchange.operation().runId()
                                + " is no presigned URL: it is longer than " + MOST_JSON_BYTES + " bytes.");
            }
            body = withRoom(body, MOST_JSON_BYTES + 1);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(body.flip()).toString();
        } catch (CharacterCodingException e) {
            throw exchange.failure(
                    ErrorKind.MALFORMED_JSON,
                    "The answer about run " + exchange.operation().runId() + " is no JSON: it is not UTF-8.");
        }
    }

    /** Reads the beginning of an error's body. What cannot be read is left out: the status says enough. */
    static String errorBody(Exchange exchange) throws TtsException {
        ByteBuffer body = ByteBuffer.allocate(FIRST_BYTES);
        try {
            while (body.position() < MOST_ERROR_BYTES && exchange.read(body) >= 0) {
                body = withRoom(body, MOST_ERROR_BYTES);
            }
        } catch (CancelledException e) {
            throw e;
        } catch (TtsException e) {
            return decode(body);
        }
        return decode(body);
    }

    private static String decode(ByteBuffer body) {
        return StandardCharsets.UTF_8.decode(body.flip()).toString();
    }

    private static ByteBuffer withRoom(ByteBuffer body, int most) {
        if (body.hasRemaining() || body.capacity() >= most) {
            return body;
        }
        return ByteBuffer.allocate(Math.min(body.capacity() * 4, most)).put(body.flip());
    }
}
