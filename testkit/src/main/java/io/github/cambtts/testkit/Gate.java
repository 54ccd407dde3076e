package io.github.cambtts.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Something that opens once and lets everybody through. Thread-safe. */
public final class Gate {

    private final CountDownLatch opened = new CountDownLatch(1);

    /** Creates a closed gate. */
    public Gate() {}

    /** Opens the gate. */
    public void open() {
        opened.countDown();
    }

    /**
     * Tells whether the gate is open, waiting a little for it.
     *
     * @param millis how long to wait at most
     * @return whether it is open
     * @throws InterruptedException if the thread is interrupted
     */
    boolean awaitMillis(long millis) throws InterruptedException {
        return opened.await(millis, TimeUnit.MILLISECONDS);
    }
}
