package io.github.cambtts.adapter.feign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import feign.Feign;
import feign.Logger;
import feign.RetryableException;
import feign.Retryer;
import io.github.cambtts.OutputType;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Answer;
import io.github.cambtts.testkit.FakeCambServer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stays of a client and a builder that the host hands in, and what does not. */
class FeignTransportTest {

    private static final RunId RUN = RunId.of(7);

    private FakeCambServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeCambServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TtsResults results(FeignTransport transport) {
        return TtsResults.builder()
                .apiKey("secret-key")
                .baseUrl(server.baseUrl())
                .transport(transport)
                .retryPolicy(RetryPolicy.none())
                .build();
    }

    @Test
    void theHostsInterceptorsSeeRequestsToTheApiAndNoneToStorage() throws IOException {
        List<String> seen = new CopyOnWriteArrayList<>();
        Feign.Builder builder = Feign.builder().requestInterceptor(template -> {
            seen.add(template.url() + template.headers());
            template.header("X-Trace", "t");
        });
        try (FeignTransport transport = FeignTransport.create(new OkHttpClient(), builder);
                TtsResults results = results(transport)) {
            results.saveTo(
                    RUN, OutputStream.nullOutputStream(), SaveOptions.defaults().via(OutputType.FILE_URL));
        }
        assertEquals(List.of(server.baseUrl() + "/tts-result/7?output_type=file_url{}"), seen);
        assertTrue(server.camb().requests().get(0).header("x-trace").isPresent());
        assertFalse(server.camb().requests().get(1).header("x-trace").isPresent());
    }

    @Test
    void theHostsRetryerLoggerAndReadTimeoutAreOff() {
        List<String> logged = new CopyOnWriteArrayList<>();
        Feign.Builder builder = Feign.builder()
                .retryer(new Insistent())
                .logLevel(Logger.Level.FULL)
                .logger(new Logger() {
                    @Override
                    protected void log(String configKey, String format, Object... arguments) {
                        logged.add(configKey);
                    }
                });
        OkHttpClient client =
                new OkHttpClient.Builder().readTimeout(Duration.ofMillis(1)).build();
        server.camb().answer(RUN.value(), OutputType.RAW_BYTES, Answer.closedBeforeHeaders());
        try (FeignTransport transport = FeignTransport.create(client, builder);
                TtsResults results = results(transport)) {
            Assertions.assertThrows(TtsException.class, () -> results.open(RUN));
        }
        assertEquals(1, server.camb().requests().size());
        assertEquals(List.of(), logged);
    }

    /** Tries again without end. */
    private static final class Insistent implements Retryer {

        @Override
        public void continueOrPropagate(RetryableException e) {
            assertNotNull(e.getMessage());
        }

        @Override
        public Retryer clone() {
            return this;
        }
    }

    @Test
    void theHostsClientIsNotClosed() throws IOException {
        OkHttpClient client = new OkHttpClient();
        try (FeignTransport transport = FeignTransport.create(client);
                TtsResults results = results(transport)) {
            results.link(RUN);
        }
        assertFalse(client.dispatcher().executorService().isShutdown());
        assertEquals(1, client.connectionPool().connectionCount());
    }
}
