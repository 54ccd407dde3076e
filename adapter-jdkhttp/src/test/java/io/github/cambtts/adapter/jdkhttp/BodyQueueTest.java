package io.github.cambtts.adapter.jdkhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of a body is requested, and how a reader is woken. */
@Timeout(10)
class BodyQueueTest {

    private static final int BATCH_BYTES = 16 * 1024;

    private final BodyQueue body = new BodyQueue(4, -1);
    private final List<Long> requested = new ArrayList<>();
    private boolean cancelled;

    /** Delivers what is requested at once, in the requesting thread, as a client with a direct executor does. */
    private final Flow.Subscription prompt = new Flow.Subscription() {
        @Override
        public void request(long batches) {
            requested.add(batches);
            for (long i = 0; i < batches; i++) {
                body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES)));
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    };

    private final Flow.Subscription silent = new Flow.Subscription() {
        @Override
        public void request(long batches) {
            requested.add(batches);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    };

    private int read(int batches) throws IOException {
        return body.read(ByteBuffer.allocate(batches * BATCH_BYTES)) / BATCH_BYTES;
    }

    @Test
    void moreIsRequestedWhenHalfOfTheWindowHasBeenRead() throws IOException {
        body.onSubscribe(prompt);
        assertEquals(List.of(4L), requested);
        assertEquals(1, read(1));
        assertEquals(1, read(1));
        assertEquals(List.of(4L), requested);
        assertEquals(1, read(1));
        assertEquals(List.of(4L, 2L), requested);
        assertEquals(3, read(9));
        assertEquals(4, read(9));
        assertEquals(List.of(4L, 2L, 4L), requested);
    }

    @Test
    void aBatchThatIsReadInPartCountsAsUnread() throws IOException {
        body.onSubscribe(prompt);
        assertEquals(1, read(1));
        assertEquals(BATCH_BYTES - 1, body.read(ByteBuffer.allocate(BATCH_BYTES - 1)));
        assertEquals(1, body.read(ByteBuffer.allocate(1)));
        assertEquals(List.of(4L), requested);
        assertEquals(1, body.read(ByteBuffer.allocate(1)));
        assertEquals(List.of(4L, 2L), requested);
    }

    @Test
    void nothingIsRequestedWhileTheWindowIsUnderWay() throws Exception {
        body.onSubscribe(silent);
        FutureTask<Integer> reading = reading();
        body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES)));
        assertEquals(1, reading.get());
        assertEquals(List.of(4L), requested);
    }

    private FutureTask<Integer> reading() {
        FutureTask<Integer> task = new FutureTask<>(() -> read(1));
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @Test
    void abortWakesTheReader() throws Exception {
        body.onSubscribe(silent);
        FutureTask<Integer> reading = reading();
        body.abort();
        assertThrows(ExecutionException.class, reading::get);
        assertTrue(cancelled);
    }

    @Test
    void aBodyThatWasAbortedBeforeItBeganIsCancelled() {
        body.abort();
        body.onSubscribe(silent);
        assertTrue(cancelled);
        assertEquals(List.of(), requested);
    }

    @Test
    void aWholeBodyIsNotCancelled() throws IOException {
        body.onSubscribe(prompt);
        body.onComplete();
        assertEquals(4, read(9));
        assertEquals(-1, body.read(ByteBuffer.allocate(1)));
        body.close();
        assertFalse(cancelled);
    }

    @Test
    void bytesReceivedBeforeAnErrorAreReadBeforeItIsThrown() throws IOException {
        body.onSubscribe(prompt);
        body.onError(new IOException("broken"));
        assertEquals(4, read(9));
        IOException error = assertThrows(IOException.class, () -> read(1));
        assertTrue(String.valueOf(error.getMessage()).contains("broken"), error::toString);
    }
}
