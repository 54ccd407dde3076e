package io.github.cambtts.adapter.feign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.TransportResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that the host supplies and that uses HTTP/2. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HostHttp2Test {

    /** RFC 9113, section 7. */
    private static final int REFUSED_STREAM = 7;

    @Test
    void aRequestWhoseStreamIsRefusedIsSentAgain() throws Exception {
        assertSentAgain(new SocketEffect.CloseStream(REFUSED_STREAM));
    }

    @Test
    void aHttp2ConnectionThatTheServerClosedIsReplaced() throws Exception {
        assertSentAgain(new SocketEffect.CloseSocket());
    }

    private static void assertSentAgain(SocketEffect effect) throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        HandshakeCertificates certificates = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
        OkHttpClient client = new OkHttpClient.Builder()
                .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager())
                .build();
        try (MockWebServer http2 = new MockWebServer();
                FeignTransport transport = FeignTransport.create(client)) {
            http2.useHttps(certificates.sslSocketFactory());
            http2.enqueue(new MockResponse.Builder().code(404).build());
            http2.enqueue(new MockResponse.Builder().onRequestStart(effect).build());
            http2.enqueue(new MockResponse.Builder().code(404).build());
            http2.start();
            StorageRequest request = new StorageRequest(http2.url("/a").uri(), Map.of(), Duration.ofSeconds(10));
            transport.get(request, new AbortSignal()).close();
            try (TransportResponse response = transport.get(request, new AbortSignal())) {
                assertEquals(404, response.status());
            }
            assertEquals("HTTP/2", http2.takeRequest().getVersion());
        }
    }
}
