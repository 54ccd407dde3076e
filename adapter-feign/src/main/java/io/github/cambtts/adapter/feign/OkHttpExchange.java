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
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One exchange, as OkHttp makes it: what is sent, that it is sent once, and what is handed out.
 *
 * <p>Used by one thread at a time, apart from {@link #abort()}.
 */
final class OkHttpExchange {

    private final TransportRequest request;
    private final ConnectingCall call;
    private final NameLookups lookups;
    private final KeptConnections connections;
    private final MaskedStatus status = new MaskedStatus();

    /** What went wrong on a connection that was made for this exchange; after that a request is not sent again. */
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

    /** Derives the client that makes this exchange. The host's interceptors stand between the outer and the inner one. */
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

    /** Around all that OkHttp does for a call: the innermost of the application interceptors. */
    private Response intercept(Interceptor.Chain chain) throws IOException {
        call.begin(chain.call());
        Request.Builder get = chain.request().newBuilder();
        if (request instanceof ResultRequest) {
            // The rest comes last of all. OkHttp would ask for gzip, and inflate it.
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
        } catch (UnaskedAnswerException e) {
            // OkHttp drops that connection; a new one can have no answer yet.
            return proceed(chain, get);
        }
    }

    /** Around each request: the outermost of the network interceptors. */
    private Response interceptConnected(Interceptor.Chain chain) throws IOException {
        if (failure != null) {
            // OkHttp makes up for a kept connection that was stale, and would do more.
            throw failure;
        }
        Connection connection = chain.connection();
        onKeptConnection = connections.isKept(connection);
        GuardedSocket made = call.connected(connection);
        socket = onKeptConnection ? connections.socketOf(connection) : made;
        if (socket != null) {
            socket.serve(isHttp11(connection));
        }
        boolean answered = false;
        try {
            Response response = chain.proceed(chain.request());
            answered = true;
            return status.mask(response, connection);
        } catch (IOException e) {
            if (!onKeptConnection && !(e instanceof UnaskedAnswerException)) {
                failure = e;
            }
            throw e;
        } finally {
            if (!answered) {
                // OkHttp may now look for another connection.
                call.connecting();
            }
        }
    }

    private static boolean isHttp11(@Nullable Connection connection) {
        return connection != null && connection.protocol() == Protocol.HTTP_1_1;
    }

    /** Around each request on the wire: the innermost of the network interceptors. */
    private Response interceptWire(Interceptor.Chain chain) throws IOException {
        Request.Builder get = chain.request()
                .newBuilder()
                .url(ExactUrl.toSend(request.url(), chain.request().url()))
                .removeHeader("Connection");
        request.headers().forEach(get::header);
        Response response =
                isHttp11(chain.connection()) ? proceedOnOwnConnection(chain, get.build()) : chain.proceed(get.build());
        OkHttpErrors.rejectWhatIsNotHttp(response);
        status.received(response);
        // What the host's interceptors see of the request is what they passed on, without this library's headers.
        return response.newBuilder().request(chain.request()).build();
    }

    /**
     * Takes no answer that was there before its request (RFC 9112, section 9.2: a client that does not expect a message
     * discards it or closes the connection).
     */
    private Response proceedOnOwnConnection(Interceptor.Chain chain, Request get) throws IOException {
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
                // What OkHttp had read after the answer before is not the beginning of this one.
                throw new UnaskedAnswerException();
            }
            throw e;
        }
        if (onKeptConnection && receivedBytes() == before) {
            // OkHttp had read it together with the answer before.
            throw new UnaskedAnswerException();
        }
        connections.keep(connection, socket);
        return response;
    }

    private long receivedBytes() {
        return socket == null ? 0 : socket.receivedBytes();
    }

    private long overheadBytes() {
        return socket == null ? call.receivedBytes() : socket.overheadBytes();
    }

    /**
     * Returns how much was received of headers, and of what else is not body since the reader last got some: OkHttp reads
     * headers and trailers up to one limit.
     */
    long headerAndTrailerBytes() {
        return headerBytes + overheadBytes();
    }

    /** Throws if there is no response of this exchange's. */
    AbortableBody requireBody() throws ProtocolException {
        AbortableBody answer = body;
        if (answer == null) {
            throw new ProtocolException("A capability or interceptor answered by itself");
        }
        return answer;
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
        AbortableBody answer = body;
        if (answer != null) {
            answer.abort();
        }
    }

    /** A whole response's headers were there before its request was sent. */
    private static final class UnaskedAnswerException extends IOException {

        private static final long serialVersionUID = 1L;
    }
}
