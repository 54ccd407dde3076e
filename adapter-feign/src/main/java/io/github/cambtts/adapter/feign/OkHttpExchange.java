package io.github.cambtts.adapter.feign;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.TransportRequest;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.Connection;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One exchange over OkHttp: sets the URL and headers, sends the request once, and returns the body.
 *
 * <p>Used by one thread at a time, apart from {@link #abort()}.
 */
final class OkHttpExchange {

    private final TransportRequest request;
    private final ConnectingCall call;
    private final NameLookups lookups;
    private final KeptConnections connections;
    private final MaskedStatus status = new MaskedStatus();

    /** The failure on a connection that was created for this exchange; the request is not sent again after it. */
    private @Nullable IOException failure;

    private boolean onKeptConnection;
    private @Nullable GuardedSocket socket;
    private volatile @Nullable AbortableBody body;
    private long headerBytes;

    OkHttpExchange(TransportRequest request, AbortSignal signal, NameLookups lookups, KeptConnections connections) {
        this.request = request;
        this.call = new ConnectingCall(signal);
        this.lookups = lookups;
        this.connections = connections;
    }

    int connectTimeoutMillis() {
        return (int) Math.max(1, Math.min(request.connectTimeout().toMillis(), Integer.MAX_VALUE));
    }

    /** Derives the client for this exchange. The host's interceptors run between this class's outer and inner ones. */
    OkHttpClient clientFrom(OkHttpClient origin) {
        OkHttpClient.Builder own = origin.newBuilder()
                .connectTimeout(connectTimeoutMillis(), TimeUnit.MILLISECONDS)
                .dns(call.dns(lookups))
                .socketFactory(new GuardedSocketFactory(origin.socketFactory(), call))
                .addInterceptor(this::intercept)
                .addNetworkInterceptor(this::interceptWire);
        own.networkInterceptors().add(0, this::interceptConnected);
        return own.build();
    }

    /** Checks that Feign's interceptors have kept the origin of the request. */
    void checkOrigin(String url) throws ProtocolException {
        ExactUrl.checkOrigin(request.url(), HttpUrl.parse(url));
    }

    /** The innermost application interceptor: wraps everything that OkHttp does for a call. */
    private Response intercept(Interceptor.Chain chain) throws IOException {
        call.begin(chain.call());
        Request.Builder get = chain.request().newBuilder();
        if (request instanceof ResultRequest) {
            // interceptWire sets the other headers. Without this one, OkHttp would request gzip and decompress it.
            get.header("Accept-Encoding", "identity");
        } else {
            request.headers().forEach(get::header);
        }
        Response response = proceed(chain, get.build());
        body = new AbortableBody(response.body());
        headerBytes = overheadBytes();
        return status.unmask(response);
    }

    private Response proceed(Interceptor.Chain chain, Request get) throws IOException {
        call.connecting();
        try {
            return chain.proceed(get);
        } catch (UnsolicitedResponseException e) {
            // OkHttp drops that connection; a new one cannot have a response yet.
            return proceed(chain, get);
        }
    }

    /** The outermost network interceptor: wraps each request. */
    private Response interceptConnected(Interceptor.Chain chain) throws IOException {
        if (failure != null) {
            // OkHttp may replace a stale kept connection; after another failure it must not send again.
            throw failure;
        }
        Connection connection = chain.connection();
        onKeptConnection = connections.isKept(connection);
        GuardedSocket created = call.connected(connection);
        socket = onKeptConnection ? connections.socketOf(connection) : created;
        if (socket != null) {
            socket.beginExchange(isHttp11(connection));
        }
        boolean succeeded = false;
        try {
            Response response = chain.proceed(chain.request());
            succeeded = true;
            return status.mask(response, connection);
        } catch (IOException e) {
            if (!onKeptConnection && !(e instanceof UnsolicitedResponseException)) {
                failure = e;
            }
            throw e;
        } finally {
            if (!succeeded) {
                // OkHttp may now try another connection.
                call.connecting();
            }
        }
    }

    private static boolean isHttp11(@Nullable Connection connection) {
        return connection != null && connection.protocol() == Protocol.HTTP_1_1;
    }

    /** The innermost network interceptor: sees each request exactly as it is sent. */
    private Response interceptWire(Interceptor.Chain chain) throws IOException {
        Request.Builder get = chain.request()
                .newBuilder()
                .url(ExactUrl.toSend(request.url(), chain.request().url()))
                .removeHeader("Connection");
        request.headers().forEach(get::header);
        Response response =
                isHttp11(chain.connection()) ? proceedHttp11(chain, get.build()) : chain.proceed(get.build());
        OkHttpErrors.rejectInvalid(response);
        status.received(response);
        // The host's interceptors see the request that they passed on, without this library's headers.
        return response.newBuilder().request(chain.request()).build();
    }

    /**
     * Rejects a response that was received before its request was sent (RFC 9112, section 9.2: a client must not take
     * unexpected data for a response).
     */
    private Response proceedHttp11(Interceptor.Chain chain, Request get) throws IOException {
        Connection connection = Objects.requireNonNull(chain.connection());
        if (onKeptConnection) {
            connections.dropIfReadable(connection);
        }
        long before = receivedBytes();
        Response response;
        try {
            response = chain.proceed(get);
        } catch (ProtocolException e) {
            if (onKeptConnection && receivedBytes() == before) {
                // OkHttp parsed bytes that it had read after the previous response.
                throw new UnsolicitedResponseException();
            }
            throw e;
        }
        if (onKeptConnection && receivedBytes() == before) {
            // OkHttp had read this response together with the previous one.
            throw new UnsolicitedResponseException();
        }
        connections.add(connection, socket);
        return response;
    }

    private long receivedBytes() {
        return socket == null ? 0 : socket.receivedBytes();
    }

    private long overheadBytes() {
        return socket == null ? call.receivedBytes() : socket.overheadBytes();
    }

    /**
     * Returns the number of bytes that count towards OkHttp's single limit for headers and trailers: the header
     * bytes, and those received since the reader last received body bytes.
     */
    long headerAndTrailerBytes() {
        return headerBytes + overheadBytes();
    }

    /** Returns the body; throws if OkHttp returned no response for this exchange. */
    AbortableBody requireBody() throws ProtocolException {
        AbortableBody received = body;
        if (received == null) {
            throw new ProtocolException("A capability or interceptor returned a response without sending the request");
        }
        return received;
    }

    int read(ByteBuffer target) throws IOException {
        int read = requireBody().read(target);
        if (read > 0 && socket != null) {
            socket.bodyReceived();
        }
        return read;
    }

    /** Ends the exchange and wakes the thread that waits for it. */
    void abort() {
        call.abort();
        AbortableBody received = body;
        if (received != null) {
            received.abort();
        }
    }

    /** The headers of a response were received before its request was sent. */
    private static final class UnsolicitedResponseException extends IOException {

        private static final long serialVersionUID = 1L;
    }
}
