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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    private static final String KEY = "k3y-of-the-account";
    private final Redaction redaction = Redaction.of(KEY);

    @Test
    void theKeyIsHidden() {
        assertEquals("no such key: [hidden]!", redaction.clean("no such key: " + KEY + "!"));
    }

    @ParameterizedTest
    @CsvSource({
        "see https://s.example/a?X-Amz-Signature=abc&x=y for more, see https://s.example/[hidden] for more",
        "see https://s.example?sig=abc, see https://s.example?[hidden]",
        "'GET /bucket/a.flac?sig=abc HTTP/1.1', 'GET [hidden] HTTP/1.1'",
        "see https%3A%2F%2Fs.example%2Fa%3Fsig%3Dabc now, see https%3A%2F%2Fs.example%2F[hidden] now",
        "see https:\\/\\/s.example\\/a?sig=abc, see [hidden]",
        "see https://s.example/a?token now, see https://s.example/[hidden] now",
        "seen https://docs.example/errors?, seen https://docs.example/errors?",
        "Who? See https://docs.example/errors, Who? See https://docs.example/errors",
    })
    void pathsAndQueriesOfUrlsAreHidden(String text, String shown) {
        assertEquals(shown, redaction.clean(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/audio/ab/0f3e-9c.flac",
                "audio/ab/0f3e-9c.flac",
                "https://s.example/audio/ab/0f3e-9c.flac",
                "/audio%2Fab%2F0f3e-9c.flac",
                "AUDIO/AB/0F3E-9C.FLAC",
                "L2F1ZGlvL2FiLzBmM2UtOWMuZmxhYw==",
                "0f3e-9c.flac"
            })
    void thePathOfAPresignedUrlIsHiddenHoweverItIsWritten(String written) {
        Redaction withUrl = redaction.hiding(URI.create("https://s.example/audio/ab/0f3e-9c.flac?x=1"));
        String cleaned = withUrl.clean("no object " + written + ", sorry");
        assertTrue(cleaned.startsWith("no object ") && cleaned.endsWith(", sorry"), cleaned);
        assertTrue(cleaned.contains("[hidden]"), cleaned);
        assertFalse(cleaned.toLowerCase(Locale.ROOT).contains("0f3e") || cleaned.contains("Zmxh"), cleaned);
    }

    @Test
    void aShortPathIsHiddenToo() {
        Redaction withUrl = redaction.hiding(URI.create("https://s.example/a.wav?x=1"));
        assertEquals("no object [hidden]", withUrl.clean("no object /a.wav"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0F8FAD5B-D9CB-469F-A165-70867728950E",
                "0f8fad5bd9cb469fa16570867728950e",
                "0F8FAD5BD9CB469FA16570867728950E",
                "30663866616435622d643963622d343639662d613136352d373038363737323839353065",
                "30 66 38 66 61 64 35 62 2D 64 39 63 62 2D 34 36 39 66 2D 61 31 36 35 2D 37 30 38 36 37 37 32 38 39 35 30 65",
                "\\x30\\x66\\x38\\x66\\x61\\x64\\x35\\x62\\x2d\\x64\\x39\\x63\\x62\\x2d\\x34\\x36\\x39\\x66",
                "0x30, 0x66, 0x38, 0x66, 0x61, 0x64, 0x35, 0x62, 0x2d, 0x64, 0x39, 0x63, 0x62, 0x2d, 0x34, 0x36",
                "%u0030%u0066%u0038%u0066%u0061%u0064%u0035%u0062%u002d%u0064%u0039%u0063%u0062%u002d%u0034%u0036",
                "&#0000000048;&#102;&#x00000038;&#102&#97;&#100;&#53;&#98;-&#100;&#57;&#99;&#98;-&#52;&#54;&#57;&#102;",
                "0 f 8 f a d 5 b d 9 c b 4 6 9 f a 1 6 5 7 0 8 6 7 7 2 8 9 5 0 e",
                "MGY4ZmFkNWItZDljYi00NjlmLWExNjUtNzA4Njc3Mjg5NTBl",
                "MGY4ZmFkNWItZDljYi00NjlmLWEx\r\nNjUtNzA4Njc3Mjg5NTBl"
            })
    void aKeyOfHexadecimalDigitsIsHiddenHoweverItIsWritten(String written) {
        Redaction withUuid = Redaction.of("0f8fad5b-d9cb-469f-a165-70867728950e");
        assertEquals("no such key: [hidden]!", withUuid.clean("no such key: " + written + "!"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ck_live_\\n9fQ7zL2m\\nXv8bT4nR\\n6wYd",
                "ck_live_\\\\n9fQ7zL2m\\\\nXv8bT4nR\\\\n6wYd",
                "ck_live_<wbr>9fQ7zL2m<br/>Xv8bT4nR</b>6wYd",
                "ck_live_&shy;9fQ7zL2m&shy;Xv8bT4nR&nbsp;6wYd",
                "\\u{63}k_liv\\u{0065}_9fQ\\u{37}zL2mXv8\\u{62}T4nR6wYd",
                "\\143k_\\154ive_9fQ\\067zL2mXv8\\142T4nR6wYd"
            })
    void aKeyInGroupsIsHidden(String written) {
        Redaction withKey = Redaction.of("ck_live_9fQ7zL2mXv8bT4nR6wYd");
        assertEquals("no such key: [hidden]!", withKey.clean("no such key: " + written + "!"));
    }

    @Test
    void aKeyOfPunctuationIsHiddenToo() {
        Redaction odd = Redaction.of("!$%*()-_=+[]{};:,.~^");
        assertEquals("no such key: [hidden] or x", odd.clean("no such key: !$%*()-_=+[]{};:,.~^ or x"));
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
