package io.github.cambtts.adapter.jdkhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.RunId;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.FakeCambServer;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What stays of a client that the host hands in. */
class JdkHttpTransportTest {

    @Test
    void aClientThatFollowsRedirectsIsRefused() {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        String message = assertThrows(IllegalArgumentException.class, () -> JdkHttpTransport.create(client))
                .getMessage();
        assertTrue(message.contains("followRedirects(HttpClient.Redirect.NEVER)"), message);
    }

    @Test
    void theHostsClientIsUsedAndNotClosed() throws IOException, InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().proxy(ProxySelector.of(null)).build();
        try (FakeCambServer server = FakeCambServer.start()) {
            try (JdkHttpTransport transport = JdkHttpTransport.create(client);
                    TtsResults results = TtsResults.builder()
                            .apiKey("any")
                            .baseUrl(server.baseUrl())
                            .transport(transport)
                            .build()) {
                results.link(RunId.of(7));
            }
            HttpRequest again = HttpRequest.newBuilder(server.baseUrl()).build();
            assertEquals(
                    404,
                    client.send(again, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
    }
}
