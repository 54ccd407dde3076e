package io.github.cambtts.cli;

import java.io.PrintStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Logs one line per request. A separate thread writes the lines, so that responses are not delayed if nobody reads the
 * stderr of {@code serve}. Once the queue is full, lines are dropped. Thread-safe.
 */
final class RequestLog implements AutoCloseable {

    private static final int MAX_LINES = 10_000;
    private static final long MAX_SECONDS_TO_WRITE = 1;
    private static final String END = "";

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(MAX_LINES);
    private final PrintStream target;
    private final Thread writer = new Thread(this::write, "camb-tts-log");

    private RequestLog(PrintStream target) {
        this.target = target;
    }

    static RequestLog start(PrintStream target) {
        RequestLog log = new RequestLog(target);
        log.writer.setDaemon(true);
        log.writer.start();
        return log;
    }

    /** Adds a line, or drops it if the queue is full; never blocks. */
    void add(String line) {
        if (!lines.offer(PlainText.of(line))) {
            return;
        }
    }

    private void write() {
        try {
            for (String line = lines.take(); !line.equals(END); line = lines.take()) {
                target.println(line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the queued lines are written, for at most a second. */
    @Override
    public void close() {
        try {
            if (lines.offer(END)) {
                writer.join(TimeUnit.SECONDS.toMillis(MAX_SECONDS_TO_WRITE));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
