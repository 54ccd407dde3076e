package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.ProxyException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One exchange up to the moment when a response's headers are there. The client's own future tells of it too late: if the
 * body breaks off right after the headers, it fails, and the headers and the bytes that came are lost.
 */
final class HeadersFuture implements BodyHandler<BodyQueue> {

    private final ExchangeClient client;
    private final AtomicBoolean released = new AtomicBoolean();

    private final CompletableFuture<JdkHttpResponse> arrived = new CompletableFuture<>();

    /**
     * What is made of the client's future, once there is one. Cancelling it reaches the exchange; cancelling the client's
     * own would keep it from those that a host's client may have told of it.
     */
    private volatile @Nullable CompletableFuture<?> pending;

    HeadersFuture(ExchangeClient client) {
        this.client = client;
    }

    /** Sends the request. */
    void begin(HttpRequest request) {
        try {
            follow(client.send(request, this));
        } catch (Throwable e) {
            // A wrapper of the host's may throw anything, checked or not.
            arrived.completeExceptionally(e);
        }
    }

    /**
     * Returns a request body of no bytes, which tells when there is a connection: HTTP/1.1 and HTTP/2 alike ask for its
     * length when they write the request's headers, and not before.
     */
    static BodyPublisher telling(AbortSignal signal) {
        BodyPublisher none = BodyPublishers.noBody();
        return new BodyPublisher() {
            @Override
            public long contentLength() {
                signal.connected();
                return 0;
            }

            @Override
            public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
                none.subscribe(subscriber);
            }
        };
    }

    /** Called by the client when the headers are there. */
    @Override
    public BodySubscriber<BodyQueue> apply(ResponseInfo info) {
        BodyQueue body = new BodyQueue(announced(info), client::mayBeHeldUp);
        if (!arrived.complete(new JdkHttpResponse(info, body, this))) {
            body.abort();
        }
        return body;
    }

    private static long announced(ResponseInfo info) {
        try {
            return info.headers().firstValueAsLong("content-length").orElse(-1);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void follow(@Nullable CompletableFuture<HttpResponse<BodyQueue>> promised) throws IOException {
        if (promised == null) {
            throw new ProtocolException("The HttpClient's sendAsync returned null");
        }
        pending = promised.whenComplete(this::end);
        if (arrived.isCompletedExceptionally()) {
            cancel();
        }
    }

    /** Waits for the headers of the response. */
    JdkHttpResponse await() throws IOException, InterruptedException {
        try {
            return arrived.get();
        } catch (CancellationException e) {
            throw JdkHttpErrors.of(e);
        } catch (ExecutionException e) {
            throw JdkHttpErrors.of(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Told by the client when it is done with an exchange; ignored once headers have arrived. */
    private void end(@Nullable HttpResponse<BodyQueue> response, @Nullable Throwable fault) {
        if (fault != null) {
            arrived.completeExceptionally(fault);
        } else if (response != null && !arrived.isDone()) {
            // Without asking for a body the client hands out what a proxy answers to CONNECT.
            arrived.completeExceptionally(new ProxyException("The proxy answered " + response.statusCode()));
        }
    }

    /** Ends the exchange, whether its headers have come or not, and wakes the thread that waits for it. */
    void abort() {
        if (arrived.completeExceptionally(new CancellationException("aborted"))) {
            cancel();
        } else {
            CompletableFuture<?> unused = arrived.thenAccept(JdkHttpResponse::abort);
        }
        release(false);
    }

    /** Lets the client go, unless that has been done. */
    void release(boolean whole) {
        if (released.compareAndSet(false, true)) {
            client.release(whole);
        }
    }

    private void cancel() {
        CompletableFuture<?> future = pending;
        if (future != null) {
            future.cancel(true);
        }
    }
}
