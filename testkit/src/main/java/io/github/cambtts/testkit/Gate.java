package io.github.cambtts.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Opens once; threads that wait for it then continue. Thread-safe. */
public final class Gate {

    private final CountDownLatch opened = new CountDownLatch(1);

    /** Creates a closed gate. */
    public Gate() {}

    /** Opens the gate. */
    public void open() {
        opened.countDown();
    }

    /**
     * Waits for the gate to open and returns whether it is open.
     *
     * @param millis the maximum wait in milliseconds
     * @return whether it is open
     * @throws InterruptedException if the thread is interrupted
     */
    boolean awaitMillis(long millis) throws InterruptedException {
        return opened.await(millis, TimeUnit.MILLISECONDS);
    }
}
