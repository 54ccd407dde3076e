package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import io.github.cambtts.testkit.ReceivedRequest.Origin;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;

/**
 * A {@link FakeCamb} in memory: a transport without HTTP, for a host's tests.
 *
 * <pre>{@code
 * ScriptedTransport transport = new ScriptedTransport(new FakeCamb());
 * TtsResults results = TtsResults.builder()
 *         .apiKey("any").baseUrl(ScriptedTransport.BASE_URL).transport(transport).build();
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class ScriptedTransport implements Transport {

    /** The base URL of the fake service. */
    public static final URI BASE_URL = URI.create("https://camb.example/apis");

    private static final URI STORAGE_URL = URI.create("https://storage.example");

    private final FakeCamb camb;
    private volatile boolean closed;

    /**
     * Creates a transport.
     *
     * @param camb the fake service
     */
    public ScriptedTransport(FakeCamb camb) {
        this.camb = requireNonNull(camb, "camb");
    }

    /**
     * Creates a transport with virtual time: the library does not wait between two attempts, but the pauses count as if it
     * had, for {@link io.github.cambtts.Timeouts#total()}, {@link io.github.cambtts.Timeouts#task()} and the age of links. {@link FakeCamb#waited()} returns their
     * sum. A response that is delayed or throttled takes real time.
     *
     * @param camb the fake service
     * @return a new transport
     */
    public static Transport inVirtualTime(FakeCamb camb) {
        return new VirtualTimeTransport(camb);
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        if (closed) {
            throw new ConnectException("the transport is closed");
        }
        CountDownLatch aborted = new CountDownLatch(1);
        signal.onAbort(aborted::countDown);
        await(aborted, 0);
        FakeResponse answer = camb.answerTo(received(request), BASE_URL, STORAGE_URL);
        await(aborted, answer.delayMillis());
        switch (answer.fault()) {
            case REFUSED -> throw new ConnectException("Connection refused");
            case UNKNOWN_HOST -> throw new UnknownHostException(request.url().getHost());
            case UNTRUSTED -> throw new SSLHandshakeException("the certificate is not trusted");
            case SILENCE -> await(aborted, Long.MAX_VALUE);
            case CLOSED_BEFORE_HEADERS -> throw new SocketException("Connection reset");
            case NONE, CUT, RESET, STALL -> {}
        }
        return new ScriptedResponse(answer, aborted);
    }

    private static void await(CountDownLatch aborted, long millis) throws IOException {
        try {
            if (aborted.await(millis, TimeUnit.MILLISECONDS)) {
                throw new IOException("aborted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static ReceivedRequest received(TransportRequest request) throws UnknownHostException {
        URI url = request.url();
        Map<String, List<String>> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), List.of(value)));
        String query = url.getRawQuery();
        return new ReceivedRequest(origin(url), "GET", url.getRawPath() + (query == null ? "" : "?" + query), headers);
    }

    private static Origin origin(URI url) throws UnknownHostException {
        if (BASE_URL.getHost().equals(url.getHost())) {
            return Origin.API;
        }
        if (STORAGE_URL.getHost().equals(url.getHost())) {
            return Origin.STORAGE;
        }
        throw new UnknownHostException(url.getHost());
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return JsonReader::read;
    }

    @Override
    public void close() {
        closed = true;
    }
}
