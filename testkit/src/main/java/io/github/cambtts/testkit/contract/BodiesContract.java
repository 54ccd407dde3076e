package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeResponse.Framing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is received: every byte, in order, as soon as it arrives; and nothing but audio. */
@Proves(Rule.C1)
@Tag("bodies")
abstract class BodiesContract extends ContractFixture {

    @ParameterizedTest
    @Proves(Rule.T10)
    @CsvSource({
        "42, LENGTH", "8191, LENGTH", "8192, LENGTH", "8193, LENGTH", "65536, LENGTH", "10485760, LENGTH",
        "42, CHUNKED", "8191, CHUNKED", "8192, CHUNKED", "8193, CHUNKED", "65536, CHUNKED", "10485760, CHUNKED",
        "8193, CLOSE",
    })
    final void everyByteIsReceivedWhateverTheFraming(int size, Framing framing) throws IOException {
        Content audio = Content.flacLike(size);
        answerAudio(FakeResponse.audio(audio).framing(framing));
        assertArrayEquals(audio.bytes(), readAll());
    }

    @Test
    @Proves(Rule.T11)
    final void firstBytesAreReadableBeforeTheServerHasFinished() throws IOException {
        CountDownLatch rest = new CountDownLatch(1);
        Content content = Content.flacLike(300_000);
        answerAudio(FakeResponse.audio(content).pauseAfter(100_000, rest));
        try (AudioStream audio = results().open(RUN)) {
            byte[] first = audio.readNBytes(100_000);
            assertEquals(100_000, first.length);
            rest.countDown();
            assertEquals(200_000, audio.readAllBytes().length);
        } finally {
            rest.countDown();
        }
    }

    @Test
    @Proves(Rule.T11)
    final void theBodyIsNotBufferedAhead() throws IOException {
        // Far more than any flow-control window: a transport that reads the whole body first does not return from
        // open().
        CountDownLatch never = new CountDownLatch(1);
        answerAudio(FakeResponse.audio(Content.wav(64 << 20))
                .header("Content-Type", "audio/wav")
                .pauseAfter((64 << 20) - 2, never));
        try (AudioStream audio = results().open(RUN)) {
            assertEquals(12, audio.readNBytes(12).length);
        } finally {
            never.countDown();
        }
    }

    @ParameterizedTest
    @Proves(Rule.T12)
    @ValueSource(booleans = {true, false})
    final void heapAndDirectBuffersAreFilled(boolean direct) throws IOException {
        Content content = Content.flacLike(100_001);
        answerAudio(FakeResponse.audio(content));
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(5_000) : ByteBuffer.allocate(5_000);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (AudioStream audio = results().open(RUN)) {
            while (audio.read(buffer.clear().position(3)) >= 0) {
                byte[] piece = new byte[buffer.flip().position(3).remaining()];
                buffer.get(piece);
                received.writeBytes(piece);
            }
        }
        assertArrayEquals(content.bytes(), received.toByteArray());
    }

    @Test
    @Proves(Rule.T10)
    final void aCompressedBodyIsRejectedAndNotDecompressed() {
        answerAudio(FakeResponse.audio(Content.flacLike(500)).header("Content-Encoding", "gzip"));
        assertFails(ErrorKind.UNEXPECTED_CONTENT, this::readAll);
    }

    @ParameterizedTest
    @Proves(Rule.T13)
    @CsvSource({
        "3000, 100, LENGTH",
        "3000, 0, LENGTH",
        "200000, 100000, LENGTH",
        "200000, 199999, LENGTH",
        "3000, 100, CHUNKED",
        "200000, 100000, CHUNKED",
        "200000, 200000, CHUNKED"
    })
    final void aBodyCutShortIsTruncatedWhateverItsSize(int size, int cut, Framing framing) {
        answerAudio(FakeResponse.audio(Content.flacLike(size)).framing(framing).cutAfter(cut));
        assertFails(ErrorKind.TRUNCATED, this::readAll);
        assertRequests(1);
    }

    @Test
    @Proves({Rule.T10, Rule.T13})
    final void allBytesBeforeABreakAreReturned() throws IOException {
        Content content = Content.flacLike(200_000);
        answerAudio(FakeResponse.audio(content).framing(Framing.LENGTH).cutAfter(150_000));
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (AudioStream audio = results().open(RUN)) {
            assertFails(ErrorKind.TRUNCATED, () -> audio.transferTo(received));
        }
        assertTrue(received.size() <= 150_000);
        assertArrayEquals(java.util.Arrays.copyOf(content.bytes(), received.size()), received.toByteArray());
    }
}
