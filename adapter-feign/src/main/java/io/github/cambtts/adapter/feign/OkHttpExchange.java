package io.github.cambtts.adapter.feign;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.TransportRequest;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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

    private static final int MAX_REFUSALS = 3;

    private final TransportRequest request;
    private final ConnectingCall call;
    private final NameLookups lookups;
    private final OpenSockets sockets;
    private final MaskedStatus status = new MaskedStatus();

    private @Nullable GuardedSocket socket;

    /** The socket on which this exchange counts; null once it has ended. */
    private final AtomicReference<@Nullable GuardedSocket> counted = new AtomicReference<>();

    /** The failure of the present request itself, rather than of the host's interceptors. */
    private @Nullable IOException wireFailure;

    /** Whether bytes of the response to the present request came. */
    private boolean responseBegan;

    private int refusals;
    private volatile @Nullable AbortableBody body;

    OkHttpExchange(TransportRequest request, AbortSignal signal, NameLookups lookups, OpenSockets sockets) {
        this.request = request;
        this.call = new ConnectingCall(signal);
        this.lookups = lookups;
        this.sockets = sockets;
    }

    int connectTimeoutMillis() {
        return (int) Math.max(1, Math.min(request.connectTimeout().toMillis(), Integer.MAX_VALUE));
    }

    /** Derives the client for this exchange. The host's interceptors run between this class's outer and inner ones. */
    OkHttpClient clientFrom(OkHttpClient origin) {
        OkHttpClient.Builder own = origin.newBuilder()
                .connectTimeout(connectTimeoutMillis(), TimeUnit.MILLISECONDS)
                .dns(call.dns(lookups))
                .socketFactory(new GuardedSocketFactory(origin.socketFactory(), call, sockets))
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
        if (request instanceof StorageRequest) {
            request.headers().forEach(get::header);
        } else {
            // interceptWire sets the other headers. Without this one, OkHttp would request gzip and decompress it.
            get.header("Accept-Encoding", "identity");
        }
        Response response = proceed(chain, get.build());
        body = new AbortableBody(response.body());
        return status.unmask(response);
    }

    /**
     * Sends the request, and sends it again on another connection if a kept one turns out to be closed. OkHttp must not
     * do that by itself: it would connect with the socket factory and the addresses of the call that made the closed
     * connection.
     */
    private Response proceed(Interceptor.Chain chain, Request get) throws IOException {
        while (true) {
            call.connecting();
            try {
                return chain.proceed(get);
            } catch (FailedRequestException e) {
                if (!e.mayBeSentAgain) {
                    throw e.failure;
                }
            }
        }
    }

    /** The outermost network interceptor: wraps each request. */
    private Response interceptConnected(Interceptor.Chain chain) throws IOException {
        call.connected();
        // OkHttp sends a request again that a proxy answers with 407.
        end();
        GuardedSocket used = sockets.of(chain.connection());
        boolean isKept = used != null && used.isKept();
        responseBegan = false;
        socket = used;
        wireFailure = null;
        if (used != null) {
            used.beginExchange(isHttp11(chain.connection()));
            counted.set(used);
        }
        try {
            Response response = chain.proceed(chain.request());
            if (used != null) {
                used.keep();
            }
            return status.mask(response, chain.connection());
        } catch (IOException e) {
            end();
            throw new FailedRequestException(
                    e, wireFailure != null && !responseBegan && mayBeSentAgain(wireFailure, isKept));
        }
    }

    private boolean mayBeSentAgain(IOException onTheWire, boolean isKept) {
        return OkHttpErrors.isRefusedStream(onTheWire)
                ? ++refusals < MAX_REFUSALS
                : isKept && OkHttpErrors.isBrokenConnection(onTheWire);
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
        if (socket == null && isHttp11(chain.connection())) {
            // OkHttp's own socket, whose bytes cannot be checked before it is used again.
            get.header("Connection", "close");
        }
        request.headers().forEach(get::header);
        Response response;
        try {
            response = isHttp11(chain.connection()) ? proceedHttp11(chain, get.build()) : chain.proceed(get.build());
        } catch (IOException e) {
            wireFailure = e;
            throw e;
        }
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
        GuardedSocket used = socket;
        if (used == null || !used.isKept()) {
            return chain.proceed(get);
        }
        Socket outer = Objects.requireNonNull(chain.connection()).socket();
        if (!used.isClosed()
                && (used.getInputStream().available() > 0
                        || outer.getInputStream().available() > 0)) {
            // OkHttp then fails to write the request.
            used.close();
        }
        long before = used.receivedBytes();
        try {
            Response response = chain.proceed(get);
            if (used.receivedBytes() > before) {
                return response;
            }
        } catch (ProtocolException e) {
            // What OkHttp could not parse may have followed the previous response. A new connection will tell.
        } catch (IOException e) {
            // Over TLS the bytes that close the connection are received, too.
            responseBegan = outer == used && used.receivedBytes() > before;
            throw e;
        }
        throw new IOException("The server sent bytes that belong to no request");
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

    /** Records that the exchange has ended, and that its connection may serve others. */
    void end() {
        GuardedSocket used = counted.getAndSet(null);
        if (used != null) {
            used.endExchange();
        }
    }

    /** Ends the exchange and wakes the thread that waits for it. */
    void abort() {
        call.abort();
        AbortableBody received = body;
        if (received != null) {
            received.abort();
        }
        end();
    }

    /** A request failed on a connection. OkHttp sends no request again by itself after a protocol exception. */
    private static final class FailedRequestException extends ProtocolException {

        private static final long serialVersionUID = 1L;

        private final IOException failure;
        private final boolean mayBeSentAgain;

        FailedRequestException(IOException failure, boolean mayBeSentAgain) {
            this.failure = failure;
            this.mayBeSentAgain = mayBeSentAgain;
        }
    }
}
