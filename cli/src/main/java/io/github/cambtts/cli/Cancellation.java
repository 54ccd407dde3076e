package io.github.cambtts.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Whether the command was called off, and what is to be ended then. Thread-safe. */
final class Cancellation {

    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final List<Runnable> endings = new ArrayList<>();

    /** Has something ended when the command is called off: at once if it is already. */
    void onCancel(Runnable ending) {
        synchronized (endings) {
            if (!isCancelled()) {
                endings.add(ending);
                return;
            }
        }
        ending.run();
    }

    /** Calls the command off. */
    void cancel() {
        List<Runnable> due;
        synchronized (endings) {
            cancelled.countDown();
            due = List.copyOf(endings);
            endings.clear();
        }
        due.forEach(Runnable::run);
    }

    boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    /** Waits until the command is called off. */
    void await() throws InterruptedException {
        cancelled.await();
    }
}
