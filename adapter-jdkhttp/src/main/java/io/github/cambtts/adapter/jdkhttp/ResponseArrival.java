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
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The moment when a response's headers are there. The client's own future tells of it too late: if the body breaks off
 * right after the headers, it fails, and the headers and the bytes that came are lost.
 */
final class ResponseArrival
        implements BodyHandler<BodyQueue>, BiConsumer<@Nullable HttpResponse<BodyQueue>, @Nullable Throwable> {

    private final CompletableFuture<JdkHttpResponse> arrived = new CompletableFuture<>();

    /** Called by the client when the headers are there. */
    @Override
    public BodySubscriber<BodyQueue> apply(ResponseInfo info) {
        BodyQueue body = new BodyQueue(announced(info));
        arrived.complete(new JdkHttpResponse(info, body));
        return body;
    }

    private static long announced(ResponseInfo info) {
        try {
            return info.headers().firstValueAsLong("content-length").orElse(-1);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Called by the client when it is done with an exchange; of no account if the headers have come. */
    @Override
    public void accept(@Nullable HttpResponse<BodyQueue> response, @Nullable Throwable fault) {
        if (fault != null) {
            arrived.completeExceptionally(fault);
        } else if (response != null && !arrived.isDone()) {
            // Without asking for a body the client hands out what a proxy answers to CONNECT.
            arrived.completeExceptionally(new ProxyException("The proxy answered " + response.statusCode()));
        }
    }

    JdkHttpResponse await() throws IOException, InterruptedException {
        try {
            return arrived.get();
        } catch (CancellationException e) {
            throw JdkHttpFault.of(e);
        } catch (ExecutionException e) {
            throw JdkHttpFault.of(e.getCause() == null ? e : e.getCause());
        }
    }
}
