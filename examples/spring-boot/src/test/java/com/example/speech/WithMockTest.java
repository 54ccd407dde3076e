package com.example.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** Tests the web application alone, with a mock of {@code TtsResults}. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {"camb-tts.api-key=any", "CAMB_BASE_URL=http://localhost:1/apis", "CAMB_TTS_ADAPTER=feign"})
class WithMockTest {

    private static final RunId RUN = RunId.of(7);

    @MockitoBean
    private TtsResults results;

    @Autowired
    private SpeechProperties properties;

    @Value("${local.server.port}")
    private int port;

    private HttpResponse<byte[]> get(String runId) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/speech/" + runId))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void theEnvironmentIsUsed() {
        assertThat(properties.baseUrl()).hasToString("http://localhost:1/apis");
        assertThat(properties.adapter()).isEqualTo("feign");
    }

    @Test
    void theAudioIsSent() throws Exception {
        byte[] audio = "fLaC and so on".getBytes();
        when(results.open(RUN)).thenReturn(AudioStream.of(RUN, audio));

        HttpResponse<byte[]> response = get("7");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("audio/flac");
        assertThat(response.body()).isEqualTo(audio);
    }

    @Test
    void aMissingRunIsNotFound() throws Exception {
        when(results.open(RUN)).thenThrow(TtsException.builder(ErrorKind.NOT_FOUND, RUN).build());

        assertThat(get("7").statusCode()).isEqualTo(404);
    }

    @Test
    void aRateLimitIsPassedOn() throws Exception {
        when(results.open(RUN))
                .thenThrow(TtsException.builder(ErrorKind.RATE_LIMITED, RUN)
                        .retryAfter(Duration.ofMinutes(2))
                        .build());

        HttpResponse<byte[]> response = get("7");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).contains("120");
    }

    @Test
    void aTaskIdIsExplained() throws Exception {
        HttpResponse<byte[]> response = get("0b6bfac2-1d6d-4a8e-9e0f-6d0c8f6c3a51");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new String(response.body())).contains("task_id");
    }
}
