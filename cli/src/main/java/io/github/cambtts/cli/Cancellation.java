package io.github.cambtts.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Whether the command was called off, and what is to be ended then. Thread-safe. */
final class Cancellation {

    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final List<Runnable> actions = new ArrayList<>();

    /** Has something ended when the command is called off: at once if it is already. */
    void onCancel(Runnable action) {
        synchronized (actions) {
            if (!isCancelled()) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** Calls the command off. */
    void cancel() {
        List<Runnable> due;
        synchronized (actions) {
            cancelled.countDown();
            due = List.copyOf(actions);
            actions.clear();
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
