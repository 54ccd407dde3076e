package io.github.cambtts.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.StubTransport;
import io.github.cambtts.internal.http.BoundedText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    private static final String KEY = "k3y-of-the-account";
    private final Redaction redaction = Redaction.of(KEY);

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key+of/the=account",
                "key%2Bof%2Fthe%3Daccount",
                "key%2bof%2fthe%3daccount",
                "%6B%65%79%2B%6F%66%2F%74%68%65%3D%61%63%63%6F%75%6E%74",
                "key%252Bof%252Fthe%253Daccount",
                "key+of\\/the=account",
                "key\\u002bof\\u002Fthe\\u003daccount",
                "key&#43;of&#x2F;the&#x3d;account",
                "a2V5K29mL3RoZT1hY2NvdW50",
            })
    void theKeyIsHiddenHoweverItIsWritten(String written) {
        Redaction withOddKey = Redaction.of("key+of/the=account");
        assertEquals("no such key: [hidden]!", withOddKey.clean("no such key: " + written + "!"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0123/456789+ab?cd&ef",
                "0123%2f456789%2Bab%3fcd%26ef",
                "0123\\/456789+ab?cd\\u0026ef",
                "0123/456789+ab?cd&amp;ef"
            })
    void aSignatureIsHiddenHoweverItIsWritten(String written) {
        Redaction withUrl = redaction.hiding(URI.create("https://s.example/a?X=0123%2F456789%2Bab%3Fcd%26ef"));
        assertEquals("bad signature [hidden], sorry", withUrl.clean("bad signature " + written + ", sorry"));
        String base64 = Base64.getUrlEncoder().encodeToString("0123/456789+ab?cd&ef".getBytes(StandardCharsets.UTF_8));
        assertFalse(withUrl.clean("bad " + base64).contains(base64.substring(0, 8)));
    }

    @Test
    void aSecretAtTheCutIsHiddenAsAWhole() {
        Redaction withUrl = redaction.hiding(URI.create("https://s.example/a?sig=5ignature-of-the-url"));
        for (int before = 0; before < 10_000; before += before > 400 && before < 600 ? 1 : 7) {
            for (String secret : List.of(KEY, "5ignature-of-the-url", "https://s.example/?5=k3y")) {
                String cleaned = withUrl.clean("x".repeat(before) + " " + secret + " " + "y".repeat(1_000));
                assertFalse(cleaned.contains("k3") || cleaned.contains("5i") || cleaned.contains("5="), cleaned);
            }
        }
    }

    @Test
    void manySecretsInARowAreHidden() {
        String cleaned = redaction.clean((KEY + " ").repeat(10_000) + "end");
        assertFalse(cleaned.contains("k3y"), cleaned);
        assertEquals("[hidden] and [hidden]", redaction.clean(KEY + " and " + KEY));
    }

    /** The server's text is read to a limit, and the key may be cut at that limit. */
    @Test
    void aKeyAtTheLimitOfAnErrorsBodyIsHidden() {
        for (int shown = 1; shown <= KEY.length(); shown++) {
            String body = " ".repeat(BoundedText.MAX_ERROR_BYTES - shown) + KEY;
            TtsResults results = StubTransport.results(
                    "https://camb.example/apis",
                    request -> StubTransport.answer(400, Map.of("content-type", List.of("text/plain")), body));
            TtsException failure = assertThrows(TtsException.class, () -> results.link(RunId.of(1)));
            assertFalse(failure.getMessage().contains(KEY.substring(0, shown) + "."), failure.getMessage());
        }
    }

    @Test
    void controlCharactersAreEscapedAndLengthIsBounded() {
        assertEquals("a\\u001b[31m\\u202eb", redaction.clean("a\u001b[31m\u202eb"));
        assertTrue(redaction.clean("x".repeat(100_000)).length() < 600);
    }

    @Test
    void linesAreJoinedBySpaces() {
        assertEquals("Traceback: line 1, line 2", redaction.clean("Traceback:\r\n\tline 1,\nline 2"));
        assertEquals("[hidden] [hidden]", redaction.clean(KEY + "\n" + KEY));
    }

    @Test
    void aCopyOfAThrowableIsShownAsTheOriginal() {
        StringWriter trace = new StringWriter();
        redaction.copy(new IOException("broken", new ConnectException())).printStackTrace(new PrintWriter(trace));
        assertTrue(trace.toString().startsWith("java.io.IOException: broken"), trace::toString);
        assertTrue(trace.toString().contains("Caused by: java.net.ConnectException"), trace::toString);
        assertFalse(trace.toString().contains("Redacted"), trace::toString);
    }

    @Test
    void aCopyOfAThrowableContainsOnlyText() {
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
    void aCyclicChainIsCutOff() {
        IOException first = new IOException("1");
        IOException second = new IOException("2", first);
        first.initCause(second);
        int depth = 0;
        for (Throwable t = redaction.copy(first); t != null; t = t.getCause()) {
            depth++;
        }
        assertTrue(depth < 20, () -> "too deep");
    }

    @Test
    void aGraphOfThrowablesIsCopiedInPart() {
        IOException wide = new IOException("wide");
        IOException level = wide;
        for (int depth = 0; depth < 6; depth++) {
            IOException next = new IOException("level " + depth, level);
            for (int i = 0; i < 1_000; i++) {
                level.addSuppressed(new IOException("suppressed " + i, next));
            }
            wide.addSuppressed(next);
            level = next;
        }
        assertTrue(throwables(redaction.copy(level)) <= 50, () -> "copied too much");
    }

    private static int throwables(Throwable root) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> left = new ArrayDeque<>(List.of(root));
        while (!left.isEmpty()) {
            Throwable next = left.pop();
            if (seen.add(next)) {
                left.addAll(List.of(next.getSuppressed()));
                if (next.getCause() != null) {
                    left.add(next.getCause());
                }
            }
        }
        return seen.size();
    }

    @Test
    void aKeyInTheBase64OfALongerTextIsHiddenWhereverItBegins() {
        Redaction hiding = Redaction.of("sk-live-0123456789-abcdef");
        for (String before : new String[] {"", "u", "us", "use", "user:", "{\"k\":\""}) {
            for (String after : new String[] {"", ":", "\"}", "@host"}) {
                String coded = Base64.getEncoder()
                        .encodeToString(
                                (before + "sk-live-0123456789-abcdef" + after).getBytes(StandardCharsets.UTF_8));
                String cleaned = hiding.clean("Basic " + coded);
                // What is left decodes to no more than a few characters of the key at either end.
                assertTrue(cleaned.contains("[hidden]"), cleaned);
                assertTrue(cleaned.length() <= "Basic [hidden]".length() + 16, cleaned);
            }
        }
    }

    @Test
    void theSignaturesOfEveryUrlOfACallAreHidden() {
        Redaction hiding = Redaction.of("a-key-of-the-account")
                .hiding(URI.create("https://s.example/a?sig=first-signature&flag=#fragment-secret"))
                .hiding(URI.create("https://s.example/b?second-name-alone=&x=1"));
        String cleaned = hiding.clean("first-signature, fragment-secret, second-name-alone, a-key-of-the-account");
        assertEquals("[hidden], [hidden], [hidden], [hidden]", cleaned);
    }
}
