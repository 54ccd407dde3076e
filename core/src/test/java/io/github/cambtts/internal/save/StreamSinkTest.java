package io.github.cambtts.internal.save;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.CancelledException;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.call.Calls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamSinkTest {

    private final Call call = Calls.save(this);

    @AfterEach
    void finish() {
        call.finish(null);
    }

    @Test
    void theEndOfTheWrittenBytesIsKept() throws IOException {
        byte[] audio = new byte[3 * Download.OVERLAP_BYTES + 17];
        new Random(5).nextBytes(audio);
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        StreamSink sink = new StreamSink(call, target);
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
    void writtenBytesCannotBeDiscarded() throws IOException {
        StreamSink sink = new StreamSink(call, new ByteArrayOutputStream());
        assertTrue(sink.canRestart());
        sink.append(ByteBuffer.wrap(new byte[] {1}));
        assertFalse(sink.canRestart());
        assertThrows(IllegalStateException.class, sink::restart);
    }

    @Test
    void noWriteBeginsAfterACancel() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int count) {
                super.write(bytes, offset, count);
                Calls.cancel(call);
            }
        };
        StreamSink sink = new StreamSink(call, target);
        ByteBuffer bytes = ByteBuffer.allocate(3 * CopyBuffer.BYTES);
        assertThrows(CancelledException.class, () -> sink.append(bytes));
        assertEquals(CopyBuffer.BYTES, target.size());
    }
}
