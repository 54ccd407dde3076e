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
    void noBatchIsAskedForWhileOneIsUnderWay() throws Exception {
        List<Long> unanswered = new ArrayList<>();
        body.onSubscribe(silent(unanswered));
        FutureTask<Integer> reading = inThread(() -> read(BATCH_BYTES));
        body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES)));
        assertEquals(BATCH_BYTES, reading.get());
        assertEquals(List.of(1L), unanswered);
    }

    private static Flow.Subscription silent(List<Long> asked) {
        return new Flow.Subscription() {
            @Override
            public void request(long batches) {
                asked.add(batches);
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

    /** Hands over batches until it is held up, counting them; returns how many when it is through. */
    private FutureTask<Integer> pushing(int batches, AtomicInteger pushed) {
        return inThread(() -> {
            for (int i = 0; i < batches; i++) {
                body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES)));
                pushed.incrementAndGet();
            }
            body.onComplete();
            return batches;
        });
    }

    private static void awaitHeldUp(FutureTask<?> task, AtomicInteger pushed) throws InterruptedException {
        while (pushed.get() < BodyQueue.MAX_BATCHES) {
            Thread.sleep(1);
        }
        Thread.sleep(100);
        assertEquals(BodyQueue.MAX_BATCHES, pushed.get());
        assertFalse(task.isDone());
    }

    @Test
    void theClientsThreadIsHeldUpWhileTheQueueIsFull() throws Exception {
        body = new BodyQueue(-1, () -> true);
        List<Long> demand = new ArrayList<>();
        body.onSubscribe(silent(demand));
        assertEquals(List.of(Long.MAX_VALUE), demand);
        AtomicInteger pushed = new AtomicInteger();
        FutureTask<Integer> client = pushing(2 * BodyQueue.MAX_BATCHES, pushed);
        awaitHeldUp(client, pushed);
        int received = 0;
        for (int read = read(3 * BATCH_BYTES); read >= 0; read = read(3 * BATCH_BYTES)) {
            received += read;
        }
        assertEquals(client.get() * BATCH_BYTES, received);
        assertEquals(1, demand.size());
        assertTrue(body.close());
    }

    @Test
    void everythingIsAskedForInAThreadThatMayBeHeldUpAlone() throws Exception {
        Thread reading = Thread.currentThread();
        body = new BodyQueue(-1, () -> Thread.currentThread() != reading);
        List<Long> demand = new CopyOnWriteArrayList<>();
        body.onSubscribe(silent(demand));
        for (int batch = 0; batch < 2 * BodyQueue.MAX_BATCHES; batch++) {
            body.onNext(List.of(ByteBuffer.allocate(BATCH_BYTES)));
        }
        assertEquals(List.of(1L), demand, "asked for in the reader's thread");
        int left = 2 * BodyQueue.MAX_BATCHES * BATCH_BYTES;
        while (left > 0) {
            left -= read(left);
        }
        FutureTask<Integer> client = pushing(1, new AtomicInteger());
        assertEquals(1, client.get());
        assertEquals(List.of(1L, Long.MAX_VALUE), demand);
        assertEquals(BATCH_BYTES, read(2 * BATCH_BYTES));
        assertEquals(-1, read(1));
        assertEquals(List.of(1L, Long.MAX_VALUE), demand, "nothing more is asked for");
    }

    /** The reader asks, and the client hands over a batch at the same moment in its own thread. */
    @Test
    void everythingIsNotAskedForWhileTheReaderAsks() throws Exception {
        Thread reading = Thread.currentThread();
        body = new BodyQueue(-1, () -> Thread.currentThread() != reading);
        List<Long> demand = new CopyOnWriteArrayList<>();
        body.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long batches) {
                demand.add(batches);
                if (demand.size() == 2) {
                    try {
                        int unused = pushing(1, new AtomicInteger()).get();
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
    void anErrorLetsTheClientsThreadGo() throws Exception {
        body = new BodyQueue(-1, () -> true);
        body.onSubscribe(silent(new ArrayList<>()));
        AtomicInteger pushed = new AtomicInteger();
        FutureTask<Integer> client = pushing(2 * BodyQueue.MAX_BATCHES, pushed);
        awaitHeldUp(client, pushed);
        body.onError(new IOException("closed"));
        assertEquals(2 * BodyQueue.MAX_BATCHES, client.get());
    }

    @Test
    void abortingLetsTheClientsThreadGo() throws Exception {
        body = new BodyQueue(-1, () -> true);
        body.onSubscribe(silent(new ArrayList<>()));
        AtomicInteger pushed = new AtomicInteger();
        FutureTask<Integer> client = pushing(2 * BodyQueue.MAX_BATCHES, pushed);
        awaitHeldUp(client, pushed);
        body.abort();
        int unused = client.get();
        assertThrows(IOException.class, () -> read(1));
        assertFalse(body.close());
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
