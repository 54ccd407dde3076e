package io.github.cambtts.adapter.feign;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.ResponseBody;

/**
 * The body of a response. One thread reads it; any thread may abort it. OkHttp's own body must not be closed during a
 * read, and an unclosed one holds its connection and a thread.
 */
final class AbortableBody {

    private final ResponseBody body;

    /** Whether a thread is reading; stays true once the body has been closed. */
    private final AtomicBoolean busy = new AtomicBoolean();

    private volatile boolean aborted;

    AbortableBody(ResponseBody body) {
        this.body = body;
    }

    int read(ByteBuffer target) throws IOException {
        if (!busy.compareAndSet(false, true)) {
            throw new InterruptedIOException("aborted");
        }
        try {
            return body.source().read(target);
        } finally {
            busy.set(false);
            if (aborted) {
                close();
            }
        }
    }

    /** Closes the body, after a read that is in progress. The caller has cancelled the call, which wakes the reader. */
    void abort() {
        aborted = true;
        close();
    }

    /** Closes the body, unless a thread is reading it or it is already closed. */
    void close() {
        if (busy.compareAndSet(false, true)) {
            ConnectingCall.closeQuietly(body);
        }
    }
}
