package io.github.cambtts.adapter.feign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that the host supplies and that uses HTTP/2. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HostHttp2Test {

    /** RFC 9113, section 7. */
    private static final int REFUSED_STREAM = 7;

    private final HeldCertificate certificate =
            new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
    private final HandshakeCertificates certificates = new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .addTrustedCertificate(certificate.certificate())
            .build();
    private final MockWebServer http2 = new MockWebServer();
    private final FeignTransport transport = FeignTransport.create(new OkHttpClient.Builder()
            .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager())
            .build());

    @BeforeEach
    void start() throws IOException {
        http2.useHttps(certificates.sslSocketFactory());
        http2.start();
    }

    @AfterEach
    void stop() {
        transport.close();
        try {
            http2.close();
        } catch (AssertionError e) {
            // On a busy machine it gives up waiting for a thread that still encodes a flood; the thread ends by itself.
        }
    }

    @Test
    void aRequestWhoseStreamIsRefusedIsSentAgain() throws Exception {
        assertSentAgain(new SocketEffect.CloseStream(REFUSED_STREAM));
    }

    @Test
    void aHttp2ConnectionThatTheServerClosedIsReplaced() throws Exception {
        assertSentAgain(new SocketEffect.CloseSocket());
    }

    private void assertSentAgain(SocketEffect effect) throws Exception {
        http2.setDispatcher(new OneEffect(effect));
        transport.get(request(), new AbortSignal()).close();
        try (TransportResponse response = transport.get(request(), new AbortSignal())) {
            assertEquals(404, response.status());
        }
        assertEquals("HTTP/2", http2.takeRequest().getVersion());
    }

    @Test
    void headersWithoutEndAreAProtocolError() {
        http2.enqueue(new MockResponse.Builder()
                .addHeader("X-Flood", "y".repeat(21 << 20))
                .build());
        assertThrows(ProtocolException.class, () -> transport.get(request(), new AbortSignal()));
    }

    @Test
    void interimResponsesWithoutEndAreAProtocolError() {
        MockResponse interim = new MockResponse.Builder()
                .code(103)
                .addHeader("X-Flood", "y".repeat(10_000))
                .build();
        MockResponse.Builder response = new MockResponse.Builder();
        for (int i = 0; i < 3_000; i++) {
            response.addInformationalResponse(interim);
        }
        http2.enqueue(response.build());
        assertThrows(ProtocolException.class, () -> transport.get(request(), new AbortSignal()));
    }

    /** Each may fill OkHttp's window, while nobody reads. */
    @Test
    void bodiesThatNobodyReadsAreNoFlood() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(3);
        List<TransportResponse> responses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            http2.enqueue(new MockResponse.Builder()
                    .body(new LateBody(opened, sent))
                    // Sends the headers before the body.
                    .bodyDelay(1, TimeUnit.MILLISECONDS)
                    .build());
            responses.add(transport.get(request(), new AbortSignal()));
        }
        opened.countDown();
        assertTrue(sent.await(20, TimeUnit.SECONDS));
        for (TransportResponse response : responses) {
            long received = 0;
            for (int read; (read = response.read(ByteBuffer.allocate(64 * 1024))) >= 0; ) {
                received += read;
            }
            assertEquals(LateBody.BYTES, received);
            response.close();
        }
    }

    /**
     * Answers 404, and has an effect once, when the second request begins. The mock server's own queue removes an effect
     * only after it has had it, so a quick third request may meet it again.
     */
    private static final class OneEffect extends Dispatcher {

        private final AtomicReference<SocketEffect> effect;
        private volatile boolean isAnswered;

        OneEffect(SocketEffect effect) {
            this.effect = new AtomicReference<>(effect);
        }

        @Override
        public MockResponse peek() {
            return new MockResponse.Builder()
                    .onRequestStart(isAnswered ? effect.getAndSet(null) : null)
                    .build();
        }

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            isAnswered = true;
            return new MockResponse.Builder().code(404).build();
        }
    }

    /** Is sent once all responses are open. */
    private record LateBody(CountDownLatch opened, CountDownLatch sent) implements MockResponseBody {

        static final int BYTES = 12 << 20;

        @Override
        public long getContentLength() {
            return BYTES;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            try {
                opened.await();
                sink.write(new byte[BYTES]).flush();
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                sent.countDown();
            }
        }
    }

    private StorageRequest request() {
        return new StorageRequest(http2.url("/a").uri(), Map.of(), Duration.ofSeconds(10));
    }
}
