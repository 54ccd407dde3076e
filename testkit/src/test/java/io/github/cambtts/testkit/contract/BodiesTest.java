package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeResponse.Framing;
import java.io.IOException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is received: every byte, in order, as soon as it arrives; and nothing but audio. */
class BodiesTest extends InMemory {

    private static final int TEN_MIB = 10 << 20;

    @ParameterizedTest
    @EnumSource(
            value = Framing.class,
            names = {"LENGTH", "CHUNKED"})
    void anEmptyBodyIsAnError(Framing framing) {
        answerAudio(FakeResponse.audio(Content.of("")).framing(framing));
        assertFails(ErrorKind.EMPTY, this::readAll);
        assertRequests(1);
    }

    @Test
    void noContentIsAnError() {
        answerAudio(FakeResponse.status(204));
        assertFails(ErrorKind.EMPTY, this::readAll);
    }

    @ParameterizedTest
    @EnumSource(
            value = Framing.class,
            names = {"LENGTH", "CHUNKED"})
    void oneByteIsNoAudio(Framing framing) {
        answerAudio(FakeResponse.audio(Content.of("f")).framing(framing));
        assertFails(ErrorKind.UNEXPECTED_CONTENT, this::readAll);
    }

    @Test
    void theAnnouncedLengthIsReturned() throws IOException {
        answerAudio(FakeResponse.audio(Content.flacLike(9_000)).framing(Framing.LENGTH));
        try (AudioStream audio = results().open(RUN)) {
            assertEquals(OptionalLong.of(9_000), audio.length());
            assertEquals("audio/flac", audio.mediaType());
        }
        answerAudio(FakeResponse.audio(Content.flacLike(9_000)));
        try (AudioStream audio = results().open(RUN)) {
            assertEquals(OptionalLong.empty(), audio.length());
        }
    }

    @Test
    void wavFromOlderDeploymentsIsReportedAsWav() throws IOException {
        Content wav = Content.wav(5_000);
        for (String mediaType :
                new String[] {"audio/wav", "audio/flac", "audio/mpeg", "application/octet-stream", ""}) {
            answerAudio(FakeResponse.audio(wav).header("Content-Type", mediaType));
            try (AudioStream audio = results().open(RUN)) {
                assertEquals("audio/wav", audio.mediaType());
                assertArrayEquals(wav.bytes(), audio.readAllBytes());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, <html>sign in</html>",
        "application/json, {\"output_url\":\"https://x.example/a\"}",
        "audio/flac, <html>sign in here please</html>",
        "text/plain, fLaC with another media type",
        "application/xml, fLaC with another media type",
    })
    void contentThatIsNotAudioIsRejected(String mediaType, String body) {
        answerAudio(FakeResponse.audio(Content.of(body)).header("Content-Type", mediaType));
        assertFails(ErrorKind.UNEXPECTED_CONTENT, this::readAll);
        assertRequests(1);
    }

    @Test
    void moreBytesThanTheLimitAreRejected() throws IOException {
        answerAudio(FakeResponse.audio(Content.flacLike(TEN_MIB)));
        try (AudioStream audio =
                results(builder -> builder.maxAudioBytes(1_000_000)).open(RUN)) {
            assertFails(ErrorKind.UNEXPECTED_CONTENT, audio::readAllBytes);
        }
        answerAudio(FakeResponse.audio(Content.flacLike(1_000_000)));
        try (AudioStream audio =
                results(builder -> builder.maxAudioBytes(1_000_000)).open(RUN)) {
            assertEquals(1_000_000, audio.readAllBytes().length);
        }
    }
}
