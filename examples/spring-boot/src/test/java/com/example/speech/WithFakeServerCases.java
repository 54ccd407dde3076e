package com.example.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cambtts.OutputType;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambExtension;
import io.github.cambtts.testkit.FakeResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Tests the whole application with the fake service over HTTP; there is a subclass for each adapter. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"camb-tts.api-key=any", "management.endpoints.access.default=read-only"})
@ExtendWith(OutputCaptureExtension.class)
abstract class WithFakeServerCases {

    @RegisterExtension
    static final FakeCambExtension FAKE = new FakeCambExtension();

    /** Larger than the heap of these tests. */
    private static final long LARGE_BYTES = 256L << 20;

    @Value("${local.server.port}")
    private int port;

    @DynamicPropertySource
    static void connect(DynamicPropertyRegistry registry) {
        registry.add("camb-tts.base-url", () -> FAKE.server().baseUrl());
    }

    private <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
        return HttpClient.newHttpClient().send(request, handler);
    }

    private String text(String path) throws IOException, InterruptedException {
        return get(path, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void theAudioIsSentAndCounted() throws Exception {
        HttpResponse<byte[]> response = get("/speech/7", HttpResponse.BodyHandlers.ofByteArray());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(Content.speech().bytes());
        assertThat(text("/actuator/metrics/camb.tts.calls?tag=error:none")).contains("COUNT");
        assertThat(text("/actuator/health")).contains("\"speech\":{\"status\":\"UP\"");
    }

    @Test
    void audioLargerThanTheHeapIsStreamed(FakeCamb camb) throws Exception {
        camb.run(7).audio(Content.flac(LARGE_BYTES));

        HttpResponse<InputStream> response = get("/speech/7", HttpResponse.BodyHandlers.ofInputStream());

        long received = 0;
        byte[] buffer = new byte[64 * 1024];
        try (InputStream body = response.body()) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                received += read;
            }
        }
        assertThat(received).isEqualTo(LARGE_BYTES);
    }

    @Test
    void truncatedAudioDoesNotEndAsACompleteResponse(FakeCamb camb, CapturedOutput output) throws Exception {
        camb.run(7).answers(OutputType.RAW_BYTES, FakeResponse.audio(Content.flac(1 << 20)).cutAfter(500_000));

        assertThatThrownBy(() -> get("/speech/7", HttpResponse.BodyHandlers.ofByteArray()))
                .isInstanceOf(IOException.class);
        assertThat(text("/actuator/health")).contains("\"speech\":{\"status\":\"UP\"");
        assertThat(warnings(output)).hasSize(1).first().asString().contains("run 7");
    }

    /** Returns the lines of the log that are warnings, errors, or parts of stack traces. */
    private static List<String> warnings(CapturedOutput output) {
        return output.getOut()
                .lines()
                .filter(line -> line.matches(".* (WARN|ERROR) .*|\\s+at .*|\\S*Exception.*"))
                .toList();
    }

    @Test
    void aServiceThatRejectsTheKeyIsDownAndLogged(FakeCamb camb, CapturedOutput output) throws Exception {
        camb.requireKey("another");

        assertThat(get("/speech/7", HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(502);
        assertThat(text("/actuator/health")).contains("AUTHENTICATION");
        assertThat(warnings(output)).hasSize(1).first().asString().contains("401");
    }
}
