package io.github.cambtts.internal.http;

import static java.util.Objects.requireNonNull;

import io.github.cambtts.CallListener.Origin;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.call.Watch;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/** Sends the requests of one call, to the API and to storage. */
public final class Exchanges {

    /** 407 (RFC 9110, section 15.5.8): some HTTP stacks throw instead of returning it. */
    private static final int PROXY_REFUSAL = 407;

    private final Service service;
    private final Call call;
    private final RequestFactory requests;

    public Exchanges(Service service, Call call) {
        this.service = service;
        this.call = call;
        this.requests = new RequestFactory(
                service.baseUrl(),
                service.apiKey(),
                call.settings().timeouts().connect(),
                call.settings().headers());
    }

    Call call() {
        return call;
    }

    URI baseUrl() {
        return service.baseUrl();
    }

    RequestFactory requests() {
        return requests;
    }

    /** Sends a request and waits for the headers of its response. */
    Exchange send(TransportRequest request) throws TtsException {
        Watch watch = call.watch();
        TransportErrors errors = new TransportErrors(call, watch, service.destination(request.url()));
        long begunNanos = System.nanoTime();
        TransportResponse response = respond(request, watch, errors);
        Duration duration = Duration.ofNanos(System.nanoTime() - begunNanos);
        OptionalLong length;
        try {
            checkStatus(response.status());
            length = announced(response);
        } catch (RuntimeException e) {
            TtsException failure = errors.invalidHeaders(e);
            watch.abort();
            Exchange.release(response);
            throw failure;
        }
        Exchange exchange = new Exchange(
                call, watch, errors, response, length, service.transport().jsonDecoder());
        if (exchange.status() == PROXY_REFUSAL) {
            try (exchange) {
                throw errors.refusedByProxy(PROXY_REFUSAL);
            }
        }
        call.responded(request instanceof StorageRequest ? Origin.STORAGE : Origin.API, exchange.status(), duration);
        return exchange;
    }

    private TransportResponse respond(TransportRequest request, Watch watch, TransportErrors errors)
            throws TtsException {
        watch.beginResponse(call.settings().timeouts());
        try {
            return requireNonNull(service.transport().get(request, watch.signal()), "the transport's response");
        } catch (Throwable e) {
            watch.abort();
            throw errors.beforeHeaders(e);
        } finally {
            watch.endWait();
        }
    }

    private static void checkStatus(int status) {
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("A status has three digits (RFC 9110, section 15), not " + status);
        }
    }

    /**
     * Reads the announced length; two different ones, or one together with a transfer coding, are an attack or a defect
     * (RFC 9112, section 6.3).
     */
    private static OptionalLong announced(TransportResponse response) {
        List<String> values = response.headers("content-length");
        if (values.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!response.headers("transfer-encoding").isEmpty()) {
            throw new NumberFormatException("Content-Length beside Transfer-Encoding");
        }
        String value = values.get(0);
        // Java's own parser would take a sign and the digits of other scripts too.
        boolean isNumber = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber || !Collections.nCopies(values.size(), value).equals(values)) {
            throw new NumberFormatException("Content-Length: " + String.join(", ", values));
        }
        return OptionalLong.of(Long.parseLong(value));
    }
}
