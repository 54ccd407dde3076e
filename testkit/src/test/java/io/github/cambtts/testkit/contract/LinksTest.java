package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioLink;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which links are accepted, and which JSON documents are rejected. */
class LinksTest extends InMemory {

    private static final String SAFE = "https://storage.example/a.flac?X-Amz-Signature=" + FakeCamb.SIGNATURE;

    private void assertLinkFails(ErrorKind kind, FakeResponse answer) {
        answerLink(answer);
        int before = camb().requests().size();
        assertFails(kind, () -> results().link(RUN));
        assertRequests(before + 1);
    }

    @Test
    void theUrlIsDecodedAndUnknownFieldsAreIgnored() throws IOException {
        answerLink(FakeResponse.json(
                200,
                "{\"a\":[1,-2.5e3,true,null,{\"b\":\"\\u00e9\\n\"}],\"output_url\":\"https:\\/\\/storage.example/a.flac?x=1\","
                        + "\"z\":{}}"));
        AudioLink link = results().link(RUN);
        assertEquals("https://storage.example/a.flac?x=1", link.url().toString());
        assertEquals(RUN, link.runId());
    }

    @Test
    void theLinkShowsItsExpiryAndHidesItsSignature() throws IOException {
        AudioLink link = results().link(RUN);
        assertTrue(link.expiresAt().isPresent());
        assertTrue(link.url().toString().contains(FakeCamb.SIGNATURE));
        assertFalse(link.toString().contains(FakeCamb.SIGNATURE), link.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "[]",
                "null",
                "\"https://storage.example/a\"",
                "{\"output_url\":null}",
                "{\"output_url\":\"\"}",
                "{\"output_url\":\"  \"}",
                "{\"output_url\":12}",
                "{\"output_url\":[\"https://storage.example/a\"]}",
                "{\"output_url\":\"https://storage.example/a\"} {}",
                "{\"output_url\":\"https://storage.example/a\"",
                "{\"output_url\":\"https://storage.example/a\",}",
                "{\"output_url\":\"https://storage.example/a\",\"output_url\":\"https://other.example/b\"}",
                "{'output_url':'https://storage.example/a'}",
                "{output_url:\"https://storage.example/a\"}",
                "{\"output_url\":\"https://storage.example/a\"} // comment",
                "{\"output_url\":\"https://storage.example/\\x\"}",
                "{\"output_url\":\"https://storage.example/\n\"}",
                "{\"a\":NaN,\"output_url\":\"https://storage.example/a\"}",
                "{\"a\":01,\"output_url\":\"https://storage.example/a\"}",
                "\uFEFF{\"output_url\":\"https://storage.example/a\"}",
            })
    void aDocumentThatTheApiDoesNotDescribeIsMalformed(String json) {
        assertLinkFails(ErrorKind.MALFORMED_JSON, FakeResponse.json(200, json));
    }

    @Test
    void textThatIsNotUtf8IsMalformed() {
        byte[] latin = "{\"output_url\":\"https://storage.example/\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertLinkFails(ErrorKind.MALFORMED_JSON, FakeResponse.json(200, "").body(Content.of(latin)));
    }

    @Test
    void deepNestingIsMalformedAndNoCrash() {
        String deep = "[".repeat(30_000) + "]".repeat(30_000);
        assertLinkFails(ErrorKind.MALFORMED_JSON, FakeResponse.json(200, deep));
    }

    @Test
    void aDocumentBeyondTheLimitIsNotReadToItsEnd() throws IOException {
        String fits = "{\"pad\":\"" + "x".repeat(60_000) + "\",\"output_url\":\"" + SAFE + "\"}";
        answerLink(FakeResponse.json(200, fits));
        assertEquals(SAFE, results().link(RUN).url().toString());
        String huge = "{\"pad\":\"" + "x".repeat(70_000) + "\",\"output_url\":\"" + SAFE + "\"}";
        assertLinkFails(ErrorKind.MALFORMED_JSON, FakeResponse.json(200, huge));
        // 200 MB, of which the fake service generates only the part that is sent.
        assertLinkFails(
                ErrorKind.MALFORMED_JSON,
                FakeResponse.json(200, "").body(Content.wav(200_000_000)).framing(FakeResponse.Framing.CHUNKED));
        answerLink(FakeResponse.link(SAFE));
        assertEquals(SAFE, results().link(RUN).url().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "file:///etc/passwd",
                "ftp://storage.example/a",
                "https://user:secret@storage.example/a",
                "https://user@storage.example/a",
                "//storage.example/a",
                "/a.flac",
                "a.flac",
                "https:///a.flac",
                "https://storage.example/a b",
                "not a url at all",
                "jar:https://storage.example/a!/b",
                "https://169.254.169.254/latest",
                "https://[fe80::1]/a.flac",
                "https://10.0.0.1/a.flac",
                "https://[fd00::1]/a.flac",
                "https://metadata.google.internal/a.flac",
                "https://2130706433/a.flac",
                "https://0177.0.0.1/a.flac",
            })
    void aUrlThatMustNotBeFetchedIsUnsafe(String url) {
        assertLinkFails(ErrorKind.UNSAFE_URL, FakeResponse.link(url));
    }

    @Test
    void audioInPlaceOfJsonIsRejected() {
        assertLinkFails(ErrorKind.UNEXPECTED_CONTENT, FakeResponse.audio(Content.flacLike(5_000)));
        assertLinkFails(
                ErrorKind.UNEXPECTED_CONTENT, FakeResponse.json(200, "{}").header("Content-Type", "text/html"));
    }

    @Test
    void anEmptyDocumentIsAnError() {
        assertLinkFails(ErrorKind.EMPTY, FakeResponse.json(200, ""));
        assertLinkFails(ErrorKind.EMPTY, FakeResponse.status(204));
    }

    @Test
    void aDocumentCutShortIsTruncated() {
        assertLinkFails(ErrorKind.TRUNCATED, FakeResponse.link(SAFE).cutAfter(20));
    }
}
