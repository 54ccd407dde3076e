package io.github.cambtts.adapter.feign;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.ResponseBody;

/**
 * The body of a response, read by one thread and ended by any. OkHttp's own may not be closed while it is read, and keeps the
 * connection, and a thread for it, for as long as nobody closes it.
 */
final class AbortableBody {

    private final ResponseBody body;

    /** Whether a thread reads; for ever, once the body was closed. */
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

    /** Closes the body once nobody reads it. The call is cancelled before, which wakes who does. */
    void abort() {
        aborted = true;
        close();
    }

    /** Closes the body, unless it is being read, or was closed. */
    void close() {
        if (busy.compareAndSet(false, true)) {
            ConnectingCall.closeQuietly(body);
        }
    }
}
