package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NetworkOptionsTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void certificatesOfTheCaFileAreTrusted(String adapter) throws IOException {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        HandshakeCertificates identity =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        Files.writeString(directory.resolve("ca.pem"), certificate.certificatePem());
        try (ScriptedService service = ScriptedService.start(identity.sslContext())) {
            Outcome refused = Outcome.of(service, directory, "get", "1", "--adapter", adapter, "-o", "a.flac")
                    .endsWith(6);
            assertTrue(refused.stderr().contains("--ca-file"), refused.stderr());
            assertEquals(0, service.requests());
            Outcome.of(service, directory, "get", "1", "--adapter", adapter, "-o", "a.flac", "--ca-file", "ca.pem")
                    .endsWith(0);
            assertArrayEquals(ScriptedService.FLAC, Files.readAllBytes(directory.resolve("a.flac")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void requestsGoThroughTheProxy(String adapter) throws IOException {
        try (ScriptedService proxy = ScriptedService.start()) {
            Outcome.of(
                            proxy,
                            directory,
                            "get",
                            "1",
                            "--adapter",
                            adapter,
                            "-o",
                            "a.flac",
                            "--base-url",
                            "http://api.localhost/apis",
                            "--proxy",
                            "127.0.0.1:" + proxy.port())
                    .endsWith(0);
            assertEquals(1, proxy.requests());
        }
    }
}
