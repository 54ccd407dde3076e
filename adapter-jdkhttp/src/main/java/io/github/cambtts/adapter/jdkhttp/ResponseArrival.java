package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.ProxyException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The moment when a response's headers are there. The client's own future tells of it too late: if the body breaks off
 * right after the headers, it fails, and the headers and the bytes that came are lost.
 */
final class ResponseArrival implements BodyHandler<BodyQueue> {

    private final CompletableFuture<JdkHttpResponse> arrived = new CompletableFuture<>();

    /** The client's future, once the request is on its way. */
    private volatile @Nullable CompletableFuture<HttpResponse<BodyQueue>> pending;

    /** Called by the client when the headers are there. */
    @Override
    public BodySubscriber<BodyQueue> apply(ResponseInfo info) {
        BodyQueue body = new BodyQueue(announced(info), info.version());
        if (arrived.complete(new JdkHttpResponse(info, body))) {
            settle();
        } else {
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

    /** Waits for the headers of the response that the client promises. */
    JdkHttpResponse await(CompletableFuture<HttpResponse<BodyQueue>> promised)
            throws IOException, InterruptedException {
        pending = promised;
        CompletableFuture<?> unused = promised.whenComplete(this::end);
        settle();
        try {
            return arrived.get();
        } catch (CancellationException e) {
            throw JdkHttpFault.of(e);
        } catch (ExecutionException e) {
            throw JdkHttpFault.of(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Told by the client when it is done with an exchange; of no account if the headers have come. */
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
            settle();
        } else {
            CompletableFuture<?> unused = arrived.thenAccept(JdkHttpResponse::abort);
        }
    }

    /**
     * Ends the client's future as soon as it is known how the exchange goes on. Without headers that cancels the
     * exchange. With them it only spares the client the completion, for which it would wake yet another thread or, on a
     * machine of two cores, make one.
     */
    private void settle() {
        CompletableFuture<?> future = pending;
        if (future != null && arrived.isCompletedExceptionally()) {
            future.cancel(true);
        } else if (future != null && arrived.isDone()) {
            future.complete(null);
        }
    }
}
