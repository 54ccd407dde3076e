package io.github.cambtts.internal;

import io.github.cambtts.RetryPolicy;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.call.Time;
import io.github.cambtts.internal.http.Bytes;
import io.github.cambtts.internal.http.Service;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A transport without HTTP: responses that a test defines, each of which may be returned several times. Its JSON
 * decoder takes any text for the output_url, but for an object with one string.
 */
public final class StubTransport implements Transport {

    private final Function<TransportRequest, TransportResponse> answers;

    StubTransport(Function<TransportRequest, TransportResponse> answers) {
        this.answers = answers;
    }

    /** Returns a client whose API answers with a link and whose storage answers as given. */
    public static TtsResults storage(String baseUrl, String outputUrl, TransportResponse answer) {
        return results(
                baseUrl,
                request -> request instanceof ResultRequest
                        ? answer(200, Map.of("content-type", List.of("application/json")), outputUrl)
                        : answer);
    }

    public static TtsResults results(String baseUrl, Function<TransportRequest, TransportResponse> answers) {
        return results(baseUrl, Optional.empty(), answers);
    }

    /** Returns a client whose network settings name a proxy. */
    public static TtsResults results(
            String baseUrl, Optional<InetSocketAddress> proxy, Function<TransportRequest, TransportResponse> answers) {
        return new DefaultTtsResults(
                new ClientSettings(Timeouts.defaults(), RetryPolicy.none(), Long.MAX_VALUE, null, null),
                new Service(URI.create(baseUrl), "k3y-of-the-account", new StubTransport(answers), proxy),
                false,
                new Time(Clock.systemUTC(), (pause, wakeUp) -> 0, () -> 0.5));
    }

    /** Creates a response; names of headers in lower case. */
    public static TransportResponse answer(int status, Map<String, List<String>> headers, String body) {
        return answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    public static TransportResponse answer(int status, Map<String, List<String>> headers, byte[] body) {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        return new TransportResponse() {
            @Override
            public int status() {
                return status;
            }

            @Override
            public List<String> headers(String name) {
                return headers.getOrDefault(name, List.of());
            }

            @Override
            public int read(ByteBuffer target) {
                return bytes.hasRemaining() ? Bytes.move(bytes, target) : -1;
            }

            @Override
            public void close() {
                bytes.rewind();
            }
        };
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) {
        return answers.apply(request);
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return json -> {
            if (!json.startsWith("{")) {
                return Map.of("output_url", json);
            }
            if (!json.endsWith("\"}")) {
                throw new IOException("Not an object with one string");
            }
            String[] parts = json.split("\"", -1);
            return Map.of(parts[1], parts[3]);
        };
    }

    @Override
    public void close() {}
}
