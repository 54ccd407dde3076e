package io.github.cambtts;

import io.github.cambtts.internal.http.Bytes;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A transport without a network, which does what a test's script says. */
public final class FakeTransport implements Transport {

    static final String LINK = "https://storage.example/a.flac?X-Amz-Signature=0123456789abcdef";

    private final Script script;
    private final AtomicInteger requests = new AtomicInteger();

    public FakeTransport(Script script) {
        this.script = script;
    }

    /** What happens to a request. */
    public interface Script {
        TransportResponse answer(TransportRequest request, AbortSignal signal) throws IOException;
    }

    /** What happens to a read. */
    public interface Body {
        int read(ByteBuffer target) throws IOException;
    }

    /**
     * Returns a transport whose exchanges wait for their headers until they are aborted; an abort also runs an action.
     */
    public static FakeTransport silent(Runnable whenAborted) {
        return new FakeTransport((request, signal) -> {
            CountDownLatch aborted = new CountDownLatch(1);
            signal.onAbort(() -> {
                aborted.countDown();
                whenAborted.run();
            });
            try {
                aborted.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("aborted");
        });
    }

    static FakeTransport answering(int status, Map<String, String> headers, byte[] body) {
        return new FakeTransport((request, signal) -> response(status, headers, body));
    }

    /** A real recording, a tenth of a second long. */
    public static byte[] audio() {
        try (InputStream in = FakeTransport.class.getResourceAsStream("internal/recording/low-rate.flac")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static TransportResponse audioResponse() {
        return response(200, Map.of("content-type", "audio/flac"), audio());
    }

    public static TransportResponse response(int status, Map<String, String> headers, byte[] body) {
        ByteBuffer left = ByteBuffer.wrap(body);
        return response(
                status,
                headers,
                target -> left.hasRemaining() ? Bytes.move(left, target) : -1,
                () -> left.position(left.limit()));
    }

    public static TransportResponse response(int status, Map<String, String> headers, Body body, Runnable whenClosed) {
        return new TransportResponse() {
            @Override
            public int status() {
                return status;
            }

            @Override
            public List<String> headers(String name) {
                return headers.containsKey(name) ? List.of(headers.get(name)) : List.of();
            }

            @Override
            public int read(ByteBuffer target) throws IOException {
                return body.read(target);
            }

            @Override
            public void close() {
                whenClosed.run();
            }
        };
    }

    public TtsResults results() {
        return results(builder -> builder);
    }

    public TtsResults results(UnaryOperator<TtsResultsBuilder> settings) {
        return settings.apply(TtsResults.builder()
                        .apiKey("a-key-for-tests")
                        .baseUrl("https://camb.example/apis")
                        .transport(this)
                        .retryPolicy(RetryPolicy.none()))
                .build();
    }

    public int requests() {
        return requests.get();
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        requests.incrementAndGet();
        return script.answer(request, signal);
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return json -> {
            if (!json.equals("{}")) {
                throw new IOException("not the document of these tests");
            }
            return Map.of("output_url", LINK);
        };
    }

    @Override
    public void close() {}
}
