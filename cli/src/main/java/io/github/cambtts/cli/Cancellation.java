package io.github.cambtts.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Whether the command was cancelled, and the actions to run then. Thread-safe. */
final class Cancellation {

    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final List<Runnable> actions = new ArrayList<>();

    /** Registers an action to run when the command is cancelled; runs it at once if that has happened already. */
    void onCancel(Runnable action) {
        synchronized (actions) {
            if (!isCancelled()) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** Cancels the command and runs the registered actions. */
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

    /** Waits until the command is cancelled. */
    void await() throws InterruptedException {
        cancelled.await();
    }
}
