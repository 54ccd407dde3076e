package io.github.cambtts.adapter.jdkhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class BodyQueueTest {

    private static final int BATCH_BYTES = 16 * 1024;

    private BodyQueue body = new BodyQueue(-1, () -> false);
    private final List<Long> requested = new ArrayList<>();

    /** Delivers one batch at once for each request. */
    private final Flow.Subscription client = new Flow.Subscription() {
        @Override
        public void request(long batches) {
            requested.add(batches);
            body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES)));
        }

        @Override
        public void cancel() {}
    };

    private int read(int bytes) throws IOException {
        return body.read(ByteBuffer.allocate(bytes));
    }

    @Test
    void aBatchIsRequestedOnceAllHasBeenReadAndMoreIsWanted() throws IOException {
        body.onSubscribe(client);
        assertEquals(List.of(1L), requested);
        assertEquals(BATCH_BYTES / 2, read(BATCH_BYTES / 2));
        assertEquals(BATCH_BYTES / 2, read(2 * BATCH_BYTES));
        assertEquals(List.of(1L), requested);
        assertEquals(BATCH_BYTES, read(2 * BATCH_BYTES));
        assertEquals(List.of(1L, 1L), requested);
    }

    @Test
    void noBatchIsRequestedWhileOneIsUnderWay() throws Exception {
        List<Long> demand = new ArrayList<>();
        body.onSubscribe(silent(demand));
        FutureTask<Integer> reading = inThread(() -> read(BATCH_BYTES));
        body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES)));
        assertEquals(BATCH_BYTES, reading.get());
        assertEquals(List.of(1L), demand);
    }

    private static Flow.Subscription silent(List<Long> requested) {
        return new Flow.Subscription() {
            @Override
            public void request(long batches) {
                requested.add(batches);
            }

            @Override
            public void cancel() {}
        };
    }

    private static <T> FutureTask<T> inThread(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Delivers and counts batches, and blocks while the queue is full; returns their number at the end. */
    private FutureTask<Integer> deliver(int batches, AtomicInteger delivered) {
        return inThread(() -> {
            for (int i = 0; i < batches; i++) {
                body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES)));
                delivered.incrementAndGet();
            }
            body.onComplete();
            return batches;
        });
    }

    private static void awaitBlocked(FutureTask<?> task, AtomicInteger delivered) throws InterruptedException {
        while (delivered.get() < BodyQueue.MAX_BATCHES) {
            Thread.sleep(1);
        }
        Thread.sleep(100);
        assertEquals(BodyQueue.MAX_BATCHES, delivered.get());
        assertFalse(task.isDone());
    }

    @Test
    void theClientsThreadBlocksWhileTheQueueIsFull() throws Exception {
        body = new BodyQueue(-1, () -> true);
        List<Long> demand = new ArrayList<>();
        body.onSubscribe(silent(demand));
        assertEquals(List.of(Long.MAX_VALUE), demand);
        AtomicInteger delivered = new AtomicInteger();
        FutureTask<Integer> client = deliver(2 * BodyQueue.MAX_BATCHES, delivered);
        awaitBlocked(client, delivered);
        int received = 0;
        for (int read = read(3 * BATCH_BYTES); read >= 0; read = read(3 * BATCH_BYTES)) {
            received += read;
        }
        assertEquals(client.get() * BATCH_BYTES, received);
        assertEquals(1, demand.size());
        assertTrue(body.close());
    }

    @Test
    void unboundedDemandIsRequestedOnlyInAThreadThatMayBlock() throws Exception {
        Thread reading = Thread.currentThread();
        body = new BodyQueue(-1, () -> Thread.currentThread() != reading);
        List<Long> demand = new CopyOnWriteArrayList<>();
        body.onSubscribe(silent(demand));
        for (int batch = 0; batch < 2 * BodyQueue.MAX_BATCHES; batch++) {
            body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES)));
        }
        assertEquals(List.of(1L), demand, "requested in the reader's thread");
        int left = 2 * BodyQueue.MAX_BATCHES * BATCH_BYTES;
        while (left > 0) {
            left -= read(left);
        }
        FutureTask<Integer> client = deliver(1, new AtomicInteger());
        assertEquals(1, client.get());
        assertEquals(List.of(1L, Long.MAX_VALUE), demand);
        assertEquals(BATCH_BYTES, read(2 * BATCH_BYTES));
        assertEquals(-1, read(1));
        assertEquals(List.of(1L, Long.MAX_VALUE), demand, "nothing more is requested");
    }

    /** The client delivers a batch in its own thread while the reader requests one. */
    @Test
    void unboundedDemandIsNotRequestedWhileTheReaderRequests() throws Exception {
        Thread reading = Thread.currentThread();
        body = new BodyQueue(-1, () -> Thread.currentThread() != reading);
        List<Long> demand = new CopyOnWriteArrayList<>();
        body.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long batches) {
                demand.add(batches);
                if (demand.size() == 2) {
                    try {
                        int unused = deliver(1, new AtomicInteger()).get();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }
            }

            @Override
            public void cancel() {}
        });
        body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES)));
        assertEquals(BATCH_BYTES, read(BATCH_BYTES));
        assertEquals(BATCH_BYTES, read(BATCH_BYTES));
        assertEquals(List.of(1L, 1L), demand);
    }

    @Test
    void anErrorUnblocksTheClientsThread() throws Exception {
        body = new BodyQueue(-1, () -> true);
        body.onSubscribe(silent(new ArrayList<>()));
        AtomicInteger delivered = new AtomicInteger();
        FutureTask<Integer> client = deliver(2 * BodyQueue.MAX_BATCHES, delivered);
        awaitBlocked(client, delivered);
        body.onError(new IOException("closed"));
        assertEquals(2 * BodyQueue.MAX_BATCHES, client.get());
    }

    @Test
    void abortUnblocksTheClientsThread() throws Exception {
        body = new BodyQueue(-1, () -> true);
        body.onSubscribe(silent(new ArrayList<>()));
        AtomicInteger delivered = new AtomicInteger();
        FutureTask<Integer> client = deliver(2 * BodyQueue.MAX_BATCHES, delivered);
        awaitBlocked(client, delivered);
        body.abort();
        int unused = client.get();
        assertThrows(IOException.class, () -> read(1));
        assertFalse(body.close());
    }

    @Test
    void bytesReceivedBeforeAnErrorAreReadBeforeItIsThrown() throws IOException {
        body.onSubscribe(client);
        body.onError(new IOException("broken"));
        assertEquals(BATCH_BYTES, read(2 * BATCH_BYTES));
        IOException error = assertThrows(IOException.class, () -> read(1));
        assertTrue(String.valueOf(error.getMessage()).contains("broken"), error::toString);
    }
}
