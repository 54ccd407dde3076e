package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy of {@code --proxy} and of the environment, between processes and over TLS. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(100)
class ProxyTest {

    private static final String PASSWORD = "p@ss:w%rd+";
    private static final String IN_URL = "user:p%40ss:w%25rd+";
    private static final String AUTHORIZATION =
            "Basic " + Base64.getEncoder().encodeToString(("user:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    private ScriptedService service;

    @BeforeEach
    void startService() throws IOException {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        Files.writeString(directory.resolve("ca.pem"), certificate.certificatePem());
        service = ScriptedService.start(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslContext());
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    /** Saves a run in a process of its own, and returns what it printed on stderr. */
    private String save(int exitCode, String adapter, Map<String, String> variables, String... more)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("CAMB_API_KEY", Outcome.KEY);
        environment.put("CAMB_BASE_URL", service.baseUrl());
        String[] fixed = {
            "get", "1", "--adapter", adapter, "--via", "file_url", "-o", "a.flac", "--replace", "--ca-file", "ca.pem"
        };
        String[] all = Stream.of(fixed, more).flatMap(Arrays::stream).toArray(String[]::new);
        try (CommandProcess process = CommandProcess.start(environment, directory, all)) {
            assertEquals(exitCode, process.exitCode(), process.stderr());
            return process.stderr();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void passwordOfTheOptionIsSentToTheProxy(String adapter) throws Exception {
        try (TunnelProxy proxy = new TunnelProxy(AUTHORIZATION)) {
            save(0, adapter, Map.of(), "--proxy", IN_URL + "@127.0.0.1:" + proxy.port());
            assertFalse(proxy.heads().isEmpty());
            String refused = save(6, adapter, Map.of(), "--proxy", "user:other-w0rd@127.0.0.1:" + proxy.port(), "-v");
            assertFalse(refused.contains("other-w0rd"), refused);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jdkhttp, HTTPS_PROXY, 'http://user:p%40ss:w%25rd+@127.0.0.1:{port}/'",
        "feign, https_proxy, 'user:p%40ss:w%25rd+@127.0.0.1:{port}'",
        "jdkhttp, https_proxy, '127.0.0.1:{port}'",
        "feign, HTTPS_PROXY, 'http://127.0.0.1:{port}'",
        "feign, ALL_PROXY, 'http://127.0.0.1:{port}'"
    })
    void proxyOfTheEnvironmentIsUsed(String adapter, String variable, String value) throws Exception {
        try (TunnelProxy proxy = new TunnelProxy(value.contains("@") ? AUTHORIZATION : "")) {
            String address = value.replace("{port}", "" + proxy.port());
            save(0, adapter, Map.of(variable, address));
            assertFalse(proxy.heads().isEmpty(), "the proxy was not used");
            proxy.heads().clear();
            save(0, adapter, Map.of(variable, address, "NO_PROXY", "example.org,127.0.0.1"));
            assertEquals(List.of(), proxy.heads());
        }
    }

    @Test
    void optionWinsAndProxyForHttpIsNotForHttps() throws Exception {
        try (TunnelProxy proxy = new TunnelProxy("")) {
            save(
                    0,
                    "jdkhttp",
                    Map.of("HTTPS_PROXY", "127.0.0.1:1", "NO_PROXY", "*"),
                    "--proxy",
                    "http://127.0.0.1:" + proxy.port());
            assertFalse(proxy.heads().isEmpty());
        }
        save(0, "jdkhttp", Map.of("http_proxy", "127.0.0.1:1", "HTTP_PROXY", "127.0.0.1:1", "HTTPS_PROXY", ""));
    }

    @Test
    void malformedVariableIsNamedAndNotShown() throws Exception {
        String refused = save(2, "feign", Map.of("HTTPS_PROXY", "socks5://user:other-w0rd@127.0.0.1:1080"));
        assertTrue(refused.contains("HTTPS_PROXY"), refused);
        assertFalse(refused.contains("other-w0rd"), refused);
    }
}
