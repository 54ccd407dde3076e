package io.github.cambtts;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/** An application with its own class loader: makes calls that time out, fail, are aborted and are never closed. */
public final class HostApplication implements Runnable {

    private static final InheritableThreadLocal<Object> OF_THE_HOST = new InheritableThreadLocal<>();

    public HostApplication() {}

    /** Waits in every body until it is aborted. */
    private static final class HostTransport implements Transport {

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) {
            CountDownLatch aborted = new CountDownLatch(1);
            signal.onAbort(aborted::countDown);
            ByteBuffer begin = ByteBuffer.wrap(new byte[] {'f', 'L', 'a', 'C'});
            return new TransportResponse() {
                @Override
                public int status() {
                    return 200;
                }

                @Override
                public List<String> headers(String name) {
                    return List.of();
                }

                @Override
                public int read(ByteBuffer target) throws IOException {
                    if (begin.hasRemaining()) {
                        target.put(begin.get());
                        return 1;
                    }
                    try {
                        aborted.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new IOException("aborted");
                }

                @Override
                public void close() {
                    aborted.countDown();
                }
            };
        }

        @Override
        public JsonDecoder jsonDecoder() {
            return json -> {
                throw new IOException("no JSON");
            };
        }

        @Override
        public void close() {}
    }

    @Override
    public void run() {
        OF_THE_HOST.set(this);
        Timeouts timeouts = Timeouts.defaults().withIdle(Duration.ofMillis(100));
        try (TtsResults results = TtsResults.builder()
                .apiKey("a-key-for-tests")
                .baseUrl(URI.create("https://camb.example"))
                .transport(new HostTransport())
                .timeouts(timeouts)
                .build()) {
            try (AudioStream audio = results.open(RunId.of(1))) {
                audio.readAllBytes();
                throw new AssertionError("no limit held");
            } catch (TimeLimitException expected) {
                CompletableFuture<AudioResult> call = results.fetchAsync(RunId.of(2), OutputType.RAW_BYTES);
                call.get();
                results.open(RunId.of(3)).abort();
            }
        } catch (IOException | InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
