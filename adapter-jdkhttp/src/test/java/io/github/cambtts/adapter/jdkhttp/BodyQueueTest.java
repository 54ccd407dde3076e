package io.github.cambtts.adapter.jdkhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class BodyQueueTest {

    private static final int BATCH_BYTES = 16 * 1024;

    private BodyQueue body = new BodyQueue(-1, false);
    private final List<Long> asked = new ArrayList<>();

    /** Hands over one batch for each time it is asked, at once. */
    private final Flow.Subscription client = new Flow.Subscription() {
        @Override
        public void request(long batches) {
            asked.add(batches);
            body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES)));
        }

        @Override
        public void cancel() {}
    };

    private int read(int bytes) throws IOException {
        return body.read(ByteBuffer.allocate(bytes));
    }

    @Test
    void aBatchIsAskedForOnceAllHasBeenReadAndMoreIsWanted() throws IOException {
        body.onSubscribe(client);
        assertEquals(List.of(1L), asked);
        assertEquals(BATCH_BYTES / 2, read(BATCH_BYTES / 2));
        assertEquals(BATCH_BYTES / 2, read(2 * BATCH_BYTES));
        assertEquals(List.of(1L), asked);
        assertEquals(BATCH_BYTES, read(2 * BATCH_BYTES));
        assertEquals(List.of(1L, 1L), asked);
    }

    @Test
    void aheadABatchIsAskedForOnceAllHasBeenRead() throws IOException {
        body = new BodyQueue(-1, true);
        body.onSubscribe(client);
        assertEquals(BATCH_BYTES / 2, read(BATCH_BYTES / 2));
        assertEquals(List.of(1L), asked);
        assertEquals(2 * BATCH_BYTES, read(2 * BATCH_BYTES));
        assertEquals(List.of(1L, 1L, 1L), asked);
    }

    @Test
    void noBatchIsAskedForWhileOneIsUnderWay() throws IOException {
        List<Long> unanswered = new ArrayList<>();
        body = new BodyQueue(-1, true);
        body.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long batches) {
                unanswered.add(batches);
            }

            @Override
            public void cancel() {}
        });
        body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES), ByteBuffer.allocate(BATCH_BYTES)));
        assertEquals(2 * BATCH_BYTES, read(4 * BATCH_BYTES));
        assertEquals(List.of(1L, 1L), unanswered);
        body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES)));
        assertEquals(BATCH_BYTES, read(BATCH_BYTES));
        assertEquals(List.of(1L, 1L), unanswered);
    }

    @Test
    void bytesThatCameBeforeAnErrorAreReadBeforeItIsThrown() throws IOException {
        body.onSubscribe(client);
        body.onError(new IOException("broken"));
        assertEquals(BATCH_BYTES, read(2 * BATCH_BYTES));
        IOException fault = assertThrows(IOException.class, () -> read(1));
        assertTrue(String.valueOf(fault.getMessage()).contains("broken"), fault::toString);
    }
}
