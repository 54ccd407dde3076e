package io.github.cambtts.adapter.jdkhttp;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Where a client works: in threads of its own, but for the beginning of a request, which can be done by the thread that
 * asks. The client's asynchronous calls would hand it over, and wake another thread for every request.
 */
final class ClientThreads implements Executor {

    private static final long KEPT_SECONDS = 10;

    private final AtomicInteger made = new AtomicInteger();
    private final ThreadLocal<Boolean> beginning = new ThreadLocal<>();
    private final Executor others = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, KEPT_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::newThread);

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(null, work, "camb-tts-jdkhttp-" + made.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Makes a call; what it hands to this executor, this thread does by itself. */
    <T> T begin(Supplier<T> call) {
        beginning.set(true);
        try {
            return call.get();
        } finally {
            beginning.remove();
        }
    }

    @Override
    public void execute(Runnable work) {
        if (beginning.get() == null) {
            others.execute(work);
        } else {
            work.run();
        }
    }
}
