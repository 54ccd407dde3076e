package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.ProxyException;
import java.io.IOException;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Completes when the headers of a response arrive. The client's own future completes too late: if the connection breaks
 * right after the headers, it fails, and the headers and the received bytes are lost.
 */
final class HeadersFuture implements BodyHandler<BodyQueue> {

    private final AbortSignal signal;
    private final int window;
    private final CompletableFuture<JdkHttpResponse> arrived = new CompletableFuture<>();

    /**
     * A future derived from the client's. Cancelling it ends the exchange. Cancelling the client's own future could
     * hide the end of the exchange from a wrapping client.
     */
    private volatile @Nullable CompletableFuture<?> pending;

    /**
     * Creates the future.
     *
     * @param signal learns when there is a connection
     * @param window the maximum number of batches of the body that are requested and not yet read
     */
    HeadersFuture(AbortSignal signal, int window) {
        this.signal = signal;
        this.window = window;
    }

    /**
     * Returns an empty request body that reports to the signal when there is a connection: over HTTP/1.1 and HTTP/2,
     * the client calls {@code contentLength()} when it writes the request's headers, and not before.
     */
    BodyPublisher emptyBody() {
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

    /** Called by the client when the headers have arrived. */
    @Override
    public BodySubscriber<BodyQueue> apply(ResponseInfo info) {
        // Without a body (RFC 9112, section 6.3) the response ends with its headers.
        long announced = info.statusCode() == 204 || info.statusCode() == 304 ? 0 : -1;
        try {
            announced = info.headers().firstValueAsLong("content-length").orElse(announced);
        } catch (NumberFormatException e) {
            // The client rejects the response too, but only after this.
            fail(e);
        }
        BodyQueue body = new BodyQueue(window, announced);
        if (!arrived.complete(new JdkHttpResponse(info, body))) {
            body.abort();
        }
        return body;
    }

    /** Ends with the client's future, unless the headers have arrived by then. */
    void follow(CompletableFuture<HttpResponse<BodyQueue>> future) {
        pending = future.whenComplete(this::onCompletion);
        if (arrived.isCompletedExceptionally()) {
            cancel();
        }
    }

    /** Returns whether there is no connection yet. */
    boolean isConnecting() {
        return signal.isConnecting();
    }

    /** Calls the action when headers have arrived, or with the error once it is certain that none will. */
    void onEnd(Consumer<@Nullable Throwable> action) {
        CompletableFuture<?> unused = arrived.whenComplete((response, error) -> action.accept(error));
    }

    /** Ends without a response, unless the headers have arrived. */
    void fail(Throwable error) {
        arrived.completeExceptionally(error);
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

    /** Called when the client's future completes; ignored once headers have arrived. */
    private void onCompletion(@Nullable HttpResponse<BodyQueue> response, @Nullable Throwable error) {
        if (error != null) {
            fail(error);
        } else if (response != null && !arrived.isDone()) {
            // The client returns a proxy's response to CONNECT without calling the BodyHandler.
            int status = response.statusCode();
            fail(new ProxyException(status, "The proxy answered " + status));
        }
    }

    /** Ends the exchange, before or after its headers, and wakes the thread that waits for it. */
    void abort() {
        if (arrived.completeExceptionally(new CancellationException("aborted"))) {
            cancel();
        } else {
            CompletableFuture<?> unused =
                    arrived.thenAccept(response -> response.body().abort());
        }
    }

    private void cancel() {
        CompletableFuture<?> future = pending;
        if (future != null) {
            future.cancel(true);
        }
    }
}
