package io.github.cambtts.internal.http;

import io.github.cambtts.CancelledException;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads bodies that are text, up to a limit, whatever the server sends. */
public final class BoundedText {

    static final int MAX_JSON_BYTES = 64 * 1024;
    public static final int MAX_ERROR_BYTES = 16 * 1024;

    private static final int FIRST_BYTES = 2 * 1024;

    private BoundedText() {}

    /**
     * Reads a JSON document: strict UTF-8 (RFC 8259, section 8.1), and an error if it is too long.
     *
     * @param about the beginning of the message of an error
     */
    static String json(Exchange exchange, String about) throws TtsException {
        ByteBuffer body = ByteBuffer.allocate(FIRST_BYTES);
        while (exchange.read(body) >= 0) {
            if (body.position() > MAX_JSON_BYTES) {
                throw exchange.failure(
                        ErrorKind.MALFORMED_JSON,
                        about + "it is longer than " + MAX_JSON_BYTES + " bytes. Check the base URL.");
            }
            body = withRoom(body, MAX_JSON_BYTES + 1);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(body.flip()).toString();
        } catch (CharacterCodingException e) {
            throw exchange.failure(ErrorKind.MALFORMED_JSON, about + "it is not UTF-8.");
        }
    }

    /**
     * The beginning of a body that was not asked for.
     *
     * @param isCut whether there may be more
     */
    record Beginning(String text, boolean isCut) {}

    /**
     * Reads the beginning of a body that was not asked for. What cannot be read is left out: the rest of the response
     * is enough.
     *
     * @param first its first bytes, which were read before
     */
    static Beginning beginning(Exchange exchange, ByteBuffer first) throws TtsException {
        ByteBuffer body = ByteBuffer.allocate(FIRST_BYTES).put(first);
        boolean isWhole = false;
        try {
            while (!isWhole && body.position() < MAX_ERROR_BYTES) {
                isWhole = exchange.read(body) < 0;
                body = withRoom(body, MAX_ERROR_BYTES);
            }
        } catch (CancelledException e) {
            throw e;
        } catch (TtsException e) {
            isWhole = false;
        }
        return new Beginning(StandardCharsets.UTF_8.decode(body.flip()).toString(), !isWhole);
    }

    private static ByteBuffer withRoom(ByteBuffer body, int maxBytes) {
        if (body.hasRemaining() || body.capacity() >= maxBytes) {
            return body;
        }
        return ByteBuffer.allocate(Math.min(body.capacity() * 4, maxBytes)).put(body.flip());
    }
}
