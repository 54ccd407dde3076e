package io.github.cambtts.adapter.feign;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.TransportRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The OkHttp call beneath a Feign call. Feign hands out neither the call, which alone can wake a blocked reader, nor the
 * body's source, which alone reads into a buffer without a copy between; both make requests in the caller's thread, and
 * so they meet here.
 */
final class OkHttpCall {

    private static final ThreadLocal<OkHttpCall> CURRENT = new ThreadLocal<>();

    /** What OkHttp is told instead of a status that it would act upon by itself (408, 421, 503, 3xx, 401, 407). */
    private static final int MASK = 200;

    private final TransportRequest request;
    private final AbortSignal signal;
    private final long startedNanos = System.nanoTime();
    private int status;
    private @Nullable BufferedSource source;

    private OkHttpCall(TransportRequest request, AbortSignal signal) {
        this.request = request;
        this.signal = signal;
    }

    static OkHttpCall begin(TransportRequest request, AbortSignal signal) {
        OkHttpCall call = new OkHttpCall(request, signal);
        CURRENT.set(call);
        return call;
    }

    void end() {
        CURRENT.remove();
    }

    BufferedSource source() {
        if (source == null) {
            throw new IllegalStateException("The Feign client did not ask OkHttp in the caller's thread.");
        }
        return source;
    }

    /** Around all that OkHttp does for a call. */
    static Response intercept(Interceptor.Chain chain) throws IOException {
        return current().proceed(chain);
    }

    /** Around each request on the wire. */
    static Response interceptNetwork(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(
                chain.request().newBuilder().removeHeader("Connection").build());
        OkHttpFault.rejectWhatIsNotHttp(response);
        current().status = response.code();
        return response.newBuilder().code(MASK).build();
    }

    private static OkHttpCall current() throws IOException {
        OkHttpCall call = CURRENT.get();
        if (call == null) {
            throw new IOException("This OkHttp client belongs to a FeignTransport. Use the one it was made from.");
        }
        return call;
    }

    /** Returns what is left of the connect timeout of the call that this thread makes, at least 1 ms. */
    static int connectMillisLeft() throws IOException {
        OkHttpCall call = current();
        long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - call.startedNanos);
        return (int) Math.max(Math.min(call.request.connectTimeout().toMillis(), Integer.MAX_VALUE) - passed, 1);
    }

    private Response proceed(Interceptor.Chain chain) throws IOException {
        signal.onAbort(chain.call()::cancel);
        Request.Builder get = chain.request().newBuilder();
        request.headers().forEach(get::header);
        Response response = chain.withConnectTimeout(connectMillisLeft(), TimeUnit.MILLISECONDS)
                .proceed(get.build());
        source = response.body().source();
        return response.newBuilder()
                .code(status)
                .body(new OfUnknownLength(response.body()))
                .build();
    }

    /** A body that hides its length, or Feign would read a short one into memory before it returns. */
    private static final class OfUnknownLength extends ResponseBody {

        private final ResponseBody body;

        OfUnknownLength(ResponseBody body) {
            this.body = body;
        }

        @Override
        public @Nullable MediaType contentType() {
            return null;
        }

        @Override
        public long contentLength() {
            return -1;
        }

        @Override
        public BufferedSource source() {
            return body.source();
        }
    }
}
