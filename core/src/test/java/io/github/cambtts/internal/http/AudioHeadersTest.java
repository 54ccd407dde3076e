package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.StubTransport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole audio is not refused for a header that changes nothing. */
class AudioHeadersTest {

    private static TtsResults answering(Map<String, List<String>> headers, String body) {
        return StubTransport.results("https://api.example/apis", request -> StubTransport.answer(200, headers, body));
    }

    private static void assertAccepted(Map<String, List<String>> headers) throws TtsException {
        try (TtsResults results = answering(headers, "fLaC and more");
                AudioStream audio = results.open(RunId.of(1))) {
            assertEquals("audio/flac", audio.mediaType());
        }
        assertRefused(headers, "<p>and so on");
    }

    private static void assertRefused(Map<String, List<String>> headers, String body) {
        try (TtsResults results = answering(headers, body)) {
            TtsException failure = assertThrows(TtsException.class, () -> results.open(RunId.of(1)), headers::toString);
            assertEquals(ErrorKind.UNEXPECTED_CONTENT, failure.kind());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "audio/flac",
                "AUDIO/X-WAV; codec=1",
                "audio/mpeg",
                "audio/*",
                "application/x-flac",
                "application/octet-stream",
                "binary/octet-stream",
                "application/x-download",
                "nonsense"
            })
    void theFirstBytesDecideForEveryMediaTypeThatMayBeAudio(String mediaType) throws TtsException {
        assertAccepted(Map.of("content-type", List.of(mediaType)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "Text/HTML;charset=utf-8",
                "text/plain",
                "application/xhtml+xml",
                "application/json",
                "application/problem+json",
                "application/xml",
                "multipart/byteranges; boundary=x"
            })
    void whatIsSurelyNoAudioStaysRefused(String mediaType) {
        assertRefused(Map.of("content-type", List.of(mediaType)), "fLaC and more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "aws-chunked", "AWS-Chunked", "identity, aws-chunked", " , "})
    void aCodingThatChangesNothingIsAccepted(String coding) throws TtsException {
        assertAccepted(Map.of("content-encoding", List.of(coding)));
        assertAccepted(Map.of("content-encoding", List.of(coding, "identity")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "aws-chunked,gzip", "x-gzip", "br", "chunked"})
    void aCodingThatChangesTheBytesStaysRefused(String coding) {
        assertRefused(Map.of("content-encoding", List.of(coding)), "fLaC and more");
        assertRefused(Map.of("content-encoding", List.of(coding, "identity")), "fLaC and more");
    }
}
