package io.github.cambtts.adapter.jdkhttp;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that a transport works in, beside those of its clients.
 *
 * <p>A request begins with asking for a proxy and looking up a name, which nothing can wake. So the caller never does it,
 * and waits for the thread that does.
 */
final class ClientThreads {

    private static final long KEPT_SECONDS = 10;

    private final AtomicInteger made = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, KEPT_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::newThread);

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(null, work, "camb-tts-jdkhttp-" + made.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        return thread;
    }

    void start(Runnable work) {
        threads.execute(work);
    }

    /** Lets threads end as soon as they have nothing to do. */
    void retire() {
        threads.setKeepAliveTime(0, TimeUnit.SECONDS);
    }
}
