package io.github.cambtts.adapter.feign;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.TransportRequest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.Proxy;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The OkHttp call beneath a Feign call. Feign hands out neither the call, which alone can wake a blocked reader, nor the
 * body's source, which alone reads into a buffer without a copy between; both make requests in the caller's thread, and
 * so they meet here, as do the interceptors, the lookup of names and the sockets.
 *
 * <p>All but {@link #abort()} happens in the thread that makes the call or reads its body.
 */
final class OkHttpCall {

    /** The call whose request is made, or whose body is read, by this thread. */
    private static final ThreadLocal<@Nullable OkHttpCall> CURRENT = new ThreadLocal<>();

    /** What OkHttp is told instead of a status that it would act upon by itself (408, 421, 503, 3xx, 401, 407). */
    private static final int MASK = 200;

    /** What may be received without a byte of the body: interim responses, headers, chunk extensions, trailers. */
    private static final long MAX_OVERHEAD_BYTES = 1 << 20;

    private final TransportRequest request;
    private final AbortSignal signal;
    private final KeptConnections connections;

    private int status;

    /** What went wrong on a connection that was made for this call; after that a request is not sent again. */
    private @Nullable IOException failure;

    private boolean onKeptConnection;
    private @Nullable ResponseBody body;
    private @Nullable GuardedSocket socket;
    private long receivedBytes;
    private long overheadBytes;
    private long headerBytes;

    /** What abort() ends; guarded by this. */
    private boolean aborted;

    private @Nullable Call call;
    private @Nullable GuardedSocket connecting;
    private @Nullable Future<?> lookup;

    private OkHttpCall(TransportRequest request, AbortSignal signal, KeptConnections connections) {
        this.request = request;
        this.signal = signal;
        this.connections = connections;
    }

    /** Begins a call, which becomes the thread's until {@link #leave()}. */
    static OkHttpCall begin(TransportRequest request, AbortSignal signal, KeptConnections connections) {
        OkHttpCall call = new OkHttpCall(request, signal, connections);
        call.enter();
        signal.onAbort(call::abort);
        return call;
    }

    /** Makes this the thread's call. */
    void enter() {
        CURRENT.set(this);
    }

    void leave() {
        // Not removed: a new entry for each read would be garbage.
        CURRENT.set(null);
    }

    static @Nullable OkHttpCall current() {
        return CURRENT.get();
    }

    BufferedSource source() {
        if (body == null) {
            throw new IllegalStateException("The Feign client did not ask OkHttp in the caller's thread.");
        }
        return body.source();
    }

    /** Gives up what there is of a response that nobody gets. */
    void discard() {
        abort();
        if (body != null) {
            closeQuietly(body);
        }
    }

    /** Ends the call and wakes the thread that waits for it. */
    void abort() {
        Call cancelled;
        synchronized (this) {
            aborted = true;
            cancelled = call;
            if (lookup != null) {
                lookup.cancel(true);
            }
            // Within the lock: once there is a connection, other calls may share it.
            if (connecting != null) {
                closeQuietly(connecting);
            }
        }
        if (cancelled != null) {
            cancelled.cancel();
        }
    }

    private static void closeQuietly(Closeable closing) {
        try {
            closing.close();
        } catch (IOException | RuntimeException e) {
            // It is as good as closed.
            return;
        }
    }

    /** Tells that the thread waits for a name to be looked up. */
    synchronized void waitsFor(Future<?> answer) {
        lookup = answer;
        if (aborted) {
            answer.cancel(true);
        }
    }

    /**
     * Tells that the calling thread is about to wait for a socket. {@code Call.cancel} misses one that OkHttp is between
     * two steps of connecting with.
     *
     * @return the call that the thread makes, if it makes one
     */
    static @Nullable OkHttpCall waitsFor(GuardedSocket socket) throws IOException {
        OkHttpCall call = CURRENT.get();
        if (call != null && call.socket != socket) {
            call.begin(socket);
        }
        return call;
    }

    private synchronized void begin(GuardedSocket next) throws IOException {
        socket = next;
        if (signal.isConnecting()) {
            connecting = next;
        }
        if (aborted) {
            next.close();
            throw new InterruptedIOException("aborted");
        }
    }

    /** Counts what a socket gave to the thread that makes this call or reads its body. */
    void received(int count) throws ProtocolException {
        receivedBytes += count;
        overheadBytes += count;
        if (overheadBytes > MAX_OVERHEAD_BYTES) {
            throw new ProtocolException("More than " + MAX_OVERHEAD_BYTES + " bytes came without any of the body");
        }
    }

    /** Tells that the reader got something of the body. */
    void bodyReceived() {
        overheadBytes = 0;
    }

    /**
     * Returns how much was received of headers, and of what else is not body since the reader last got some: OkHttp reads
     * headers and trailers up to one limit.
     */
    long headerAndTrailerBytes() {
        return body == null ? overheadBytes : headerBytes + overheadBytes;
    }

    /** Around all that OkHttp does for a call: the innermost of the application interceptors. */
    static Response intercept(Interceptor.Chain chain) throws IOException {
        return required().makeCall(chain);
    }

    /** Around each request: the outermost of the network interceptors, so that the host's own see the true status. */
    static Response interceptConnected(Interceptor.Chain chain) throws IOException {
        return required().makeRequest(chain);
    }

    /** Around each request on the wire: the innermost of the network interceptors. */
    static Response interceptWire(Interceptor.Chain chain) throws IOException {
        return required().exchange(chain);
    }

    private static OkHttpCall required() throws IOException {
        OkHttpCall call = CURRENT.get();
        if (call == null) {
            throw new ProtocolException(
                    "This OkHttp client belongs to a FeignTransport, which works in the thread of its"
                            + " caller: interceptors and capabilities have to go on in that thread.");
        }
        return call;
    }

    private Response makeCall(Interceptor.Chain chain) throws IOException {
        begin(chain.call());
        Request.Builder get = chain.request().newBuilder();
        if (request instanceof ResultRequest) {
            // The rest comes last of all. OkHttp would ask for gzip, and inflate it.
            get.header("Accept-Encoding", "identity");
        } else {
            request.headers().forEach(get::header);
        }
        long connectMillis = Math.max(request.connectTimeout().toMillis(), 1);
        Interceptor.Chain limited =
                chain.withConnectTimeout((int) Math.min(connectMillis, Integer.MAX_VALUE), TimeUnit.MILLISECONDS);
        Response response = proceed(limited, get.build());
        body = response.body();
        headerBytes = overheadBytes;
        return response.newBuilder()
                .code(status)
                .body(new OfUnknownLength(response.body()))
                .build();
    }

    private Response proceed(Interceptor.Chain chain, Request get) throws IOException {
        connecting();
        try {
            return chain.proceed(get);
        } catch (UnaskedAnswerException e) {
            // OkHttp drops that connection; a new one can have no answer yet.
            return proceed(chain, get);
        }
    }

    private synchronized void begin(Call begun) throws IOException {
        call = begun;
        if (aborted) {
            throw new InterruptedIOException("aborted");
        }
    }

    private void connecting() {
        signal.connecting();
        socket = null;
    }

    private synchronized void connected() {
        signal.connected();
        connecting = null;
        lookup = null;
    }

    private Response makeRequest(Interceptor.Chain chain) throws IOException {
        if (failure != null) {
            // OkHttp makes up for a kept connection that was stale, and would do more.
            throw failure;
        }
        connected();
        overheadBytes = 0;
        boolean answered = false;
        try {
            Response response = chain.proceed(chain.request());
            answered = true;
            return response.newBuilder().code(shown(response, chain)).build();
        } catch (IOException e) {
            if (!onKeptConnection && !(e instanceof UnaskedAnswerException)) {
                failure = e;
            }
            throw e;
        } finally {
            if (!answered) {
                // OkHttp may now look for another connection.
                connecting();
            }
        }
    }

    /** Returns the status that OkHttp is shown: a proxy's 407 is answered by the host's proxy authenticator, if it has one. */
    private static int shown(Response response, Interceptor.Chain chain) {
        Connection connection = chain.connection();
        boolean proxied = connection != null && connection.route().proxy().type() == Proxy.Type.HTTP;
        return proxied && response.code() == 407 ? 407 : MASK;
    }

    /** The key, and a URL's signature, go where they belong whatever the host's interceptors make of the request. */
    private void checkOrigin(Request get) throws ProtocolException {
        HttpUrl asked = HttpUrl.get(request.url());
        HttpUrl actual = get.url();
        boolean same = asked != null
                && asked.scheme().equals(actual.scheme())
                && asked.host().equals(actual.host())
                && asked.port() == actual.port();
        if (!same) {
            throw new ProtocolException("An interceptor changed the origin of the request. Set the base URL instead.");
        }
    }

    private Response exchange(Interceptor.Chain chain) throws IOException {
        checkOrigin(chain.request());
        Request.Builder get = chain.request().newBuilder().removeHeader("Connection");
        request.headers().forEach(get::header);
        Response response = proceedOnOwnConnection(chain, get.build());
        OkHttpErrors.rejectWhatIsNotHttp(response);
        status = response.code();
        // What the host's interceptors see of the request is what they passed on, without this library's headers.
        return response.newBuilder().request(chain.request()).build();
    }

    /**
     * Takes no answer that was there before its request (RFC 9112, section 9.2: a client that does not expect a message
     * discards it or closes the connection).
     */
    private Response proceedOnOwnConnection(Interceptor.Chain chain, Request get) throws IOException {
        Connection connection = chain.connection();
        if (connection == null || connection.protocol() != Protocol.HTTP_1_1) {
            onKeptConnection = false;
            return chain.proceed(get);
        }
        boolean kept = connections.dropIfReadable(connection);
        onKeptConnection = kept;
        long before = receivedBytes;
        Response response;
        try {
            response = chain.proceed(get);
        } catch (ProtocolException e) {
            if (kept && receivedBytes == before) {
                // What OkHttp had read after the answer before is not the beginning of this one.
                throw new UnaskedAnswerException();
            }
            throw e;
        }
        if (kept && receivedBytes == before) {
            // OkHttp had read it together with the answer before.
            throw new UnaskedAnswerException();
        }
        connections.keep(connection, socket);
        return response;
    }

    /** A whole response's headers were there before its request was sent. */
    private static final class UnaskedAnswerException extends IOException {

        private static final long serialVersionUID = 1L;
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
