package com.example.transport;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings.ProxyCredentials;
import io.github.cambtts.transport.ProxyException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.RouteInfo;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/** Sends each request. HttpClient calls it once it has a connection, and changes nothing in the request after that. */
final class ExactExecutor extends HttpRequestExecutor {

    private static final String SIGNAL = AbortSignal.class.getName();
    private static final int MAX_INTERIM_RESPONSES = 20;

    private final Optional<ProxyCredentials> credentials;

    ExactExecutor(Optional<ProxyCredentials> credentials) {
        this.credentials = credentials;
    }

    static HttpClientContext contextOf(AbortSignal signal) {
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(SIGNAL, signal);
        return context;
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            HttpResponseInformationCallback informed,
            HttpContext localContext)
            throws IOException, HttpException {
        HttpClientContext context = HttpClientContext.cast(localContext);
        return Method.CONNECT.isSame(request.getMethod())
                ? tunnel(request, connection, context)
                : exchange(request, connection, context);
    }

    /** T20: HttpClient would return the proxy's response to CONNECT as if the server had sent it. */
    private ClassicHttpResponse tunnel(
            ClassicHttpRequest request, HttpClientConnection connection, HttpClientContext context)
            throws IOException, HttpException {
        authorize(request);
        ClassicHttpResponse response = super.execute(request, connection, boundedInterims(), context);
        if (response.getCode() / 100 != 2) {
            throw new ProxyException(response.getCode(), "The proxy answered CONNECT with " + response.getCode());
        }
        return response;
    }

    private ClassicHttpResponse exchange(
            ClassicHttpRequest request, HttpClientConnection connection, HttpClientContext context)
            throws IOException, HttpException {
        if (context.getHttpRoute().getProxyHost() != null
                && !context.getHttpRoute().isTunnelled()) {
            authorize(request);
        }
        // T23: the tunnel and TLS, if any, are established.
        ((AbortSignal) context.getAttribute(SIGNAL)).connected();
        long received = connection.getEndpointDetails().getReceivedBytesCount();
        boolean kept = hasServed(connection, context.getHttpRoute());
        if (kept && connection.isDataAvailable(Timeout.ofMilliseconds(1))) {
            // T15: the stale check of the pool looks only for the end of the connection.
            throw new StaleConnectionException();
        }
        try {
            return super.execute(request, connection, boundedInterims(), context);
        } catch (IOException e) {
            if (kept && connection.getEndpointDetails().getReceivedBytesCount() == received) {
                // T2: the server closed the connection while the request was on its way.
                throw new StaleConnectionException();
            }
            throw e;
        }
    }

    /** The first response in a tunnel is the proxy's response to CONNECT. */
    private static boolean hasServed(HttpClientConnection connection, RouteInfo route) {
        return connection.getEndpointDetails().getResponseCount() > (route.isTunnelled() ? 1 : 0);
    }

    /** T20: with the first request, so that HttpClient never has to answer a 407. */
    private void authorize(ClassicHttpRequest request) {
        credentials.ifPresent(known -> request.setHeader(HttpHeaders.PROXY_AUTHORIZATION, known.basic()));
    }

    /** T31: HttpClient skips interim responses (T9), but does not limit their number. */
    private static HttpResponseInformationCallback boundedInterims() {
        AtomicInteger interims = new AtomicInteger();
        return (response, connection, context) -> {
            if (interims.incrementAndGet() > MAX_INTERIM_RESPONSES) {
                throw new ProtocolException("More than " + MAX_INTERIM_RESPONSES + " interim responses");
            }
        };
    }
}
