package io.github.cambtts.adapter.jdkhttp;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a transport, in addition to those of its clients.
 *
 * <p>Sending a request begins with proxy selection and a DNS lookup, which cannot be interrupted. So a thread of this
 * pool sends the request, while the caller waits for it and can stop waiting.
 */
final class ClientThreads {

    private static final long KEEP_ALIVE_SECONDS = 10;

    private final AtomicInteger made = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::newThread);

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(null, work, "camb-tts-jdkhttp-" + made.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        return thread;
    }

    void start(Runnable work) {
        threads.execute(work);
    }

    /** Makes idle threads end at once. */
    void retire() {
        threads.setKeepAliveTime(0, TimeUnit.SECONDS);
    }
}
