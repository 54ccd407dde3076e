package io.github.cambtts.internal.save;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelSinkTest {

    @Test
    void theEndOfTheWrittenBytesIsKept() throws IOException {
        byte[] audio = new byte[3 * Download.OVERLAP_BYTES + 17];
        new Random(5).nextBytes(audio);
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        ChannelSink sink = ChannelSink.of(target);
        for (int at = 0; at < audio.length; at += 10_007) {
            sink.append(ByteBuffer.wrap(audio, at, Math.min(10_007, audio.length - at)));
        }
        assertArrayEquals(audio, target.toByteArray());
        assertEquals(audio.length, sink.size());
        int from = audio.length - Download.OVERLAP_BYTES;
        assertTrue(sink.endsWith(ByteBuffer.wrap(audio, from, Download.OVERLAP_BYTES), from));
        audio[from + 100] ^= 1;
        assertFalse(sink.endsWith(ByteBuffer.wrap(audio, from, Download.OVERLAP_BYTES), from));
    }

    @Test
    void aChannelThatTakesNoBytesFails() {
        WritableByteChannel full = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer bytes) {
                return 0;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        ChannelSink sink = ChannelSink.of(full);
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThrows(IOException.class, () -> sink.append(ByteBuffer.wrap(new byte[] {1}))));
    }

    @Test
    void writtenBytesCannotBeDiscarded() throws IOException {
        ChannelSink sink = ChannelSink.of(new ByteArrayOutputStream());
        assertTrue(sink.canRestart());
        sink.append(ByteBuffer.wrap(new byte[] {1}));
        assertFalse(sink.canRestart());
        assertThrows(IllegalStateException.class, sink::restart);
    }
}
