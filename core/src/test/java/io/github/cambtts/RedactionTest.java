package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import org.junit.jupiter.api.Test;

class RedactionTest {

    private static final String KEY = "k3y-of-the-account";
    private final Redaction redaction = Redaction.of(ApiKey.of(KEY));

    @Test
    void theKeyIsHidden() {
        assertEquals("no such key: [hidden]!", redaction.clean("no such key: " + KEY + "!"));
    }

    @Test
    void queriesOfUrlsAreHidden() {
        assertEquals(
                "see https://s.example/a?[hidden] for more",
                redaction.clean("see https://s.example/a?X-Amz-Signature=abc&x=y for more"));
    }

    @Test
    void aSignatureIsHiddenByItselfToo() {
        Redaction withUrl = redaction.hiding(URI.create("https://s.example/a?x=1&X-Amz-Signature=0123%2F456789"));
        assertEquals("bad signature [hidden]", withUrl.clean("bad signature 0123%2F456789"));
        assertEquals("bad signature [hidden]", withUrl.clean("bad signature 0123/456789"));
    }

    @Test
    void controlCharactersAreEscapedAndLengthIsBounded() {
        assertEquals("a\\u000ab\\u001b[31m", redaction.clean("a\nb\u001b[31m"));
        assertTrue(redaction.clean("x".repeat(100_000)).length() < 600);
    }

    @Test
    void aCopyOfAThrowableHoldsTextAlone() {
        IOException inner = new IOException("header x-api-key: " + KEY);
        IllegalStateException outer = new IllegalStateException("outer " + KEY, inner);
        outer.addSuppressed(new IOException("suppressed " + KEY));
        StringWriter trace = new StringWriter();
        redaction.copy(outer).printStackTrace(new PrintWriter(trace));
        assertFalse(trace.toString().contains(KEY), trace.toString());
        assertTrue(trace.toString().contains("java.lang.IllegalStateException: outer [hidden]"), trace.toString());
        assertTrue(trace.toString().contains("suppressed [hidden]"), trace.toString());
    }

    @Test
    void aChainWithoutEndIsCutOff() {
        IOException first = new IOException("1");
        IOException second = new IOException("2", first);
        first.initCause(second);
        int depth = 0;
        for (Throwable t = redaction.copy(first); t != null; t = t.getCause()) {
            depth++;
        }
        assertTrue(depth < 20, () -> "too deep");
    }
}
