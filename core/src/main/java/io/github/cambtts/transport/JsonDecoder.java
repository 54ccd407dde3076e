package io.github.cambtts.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decodes JSON: the second driven port, which an adapter provides beside its HTTP stack. Thread-safe. */
@FunctionalInterface
public interface JsonDecoder {

    /**
     * Decodes one JSON document (RFC 8259) into plain {@link java.util.Map}, {@link java.util.List}, {@link String},
     * {@link Number}, {@link Boolean} or null.
     *
     * <p>Strict: a duplicate member, a second document after the first, a comment or a missing end is an error.
     *
     * @param json the document
     * @return what it holds
     * @throws IOException if it is not one JSON document
     */
    @Nullable
    Object decode(String json) throws IOException;
}
