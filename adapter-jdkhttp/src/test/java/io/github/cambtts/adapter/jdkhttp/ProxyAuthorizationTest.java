package io.github.cambtts.adapter.jdkhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ProxyException;
import io.github.cambtts.transport.StorageRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The message when the JDK client does not send the credentials for a proxy. */
class ProxyAuthorizationTest {

    private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    private final String before = System.getProperty(DISABLED_SCHEMES, "");
    private final ProxyException refusal = new ProxyException("The proxy answered 407");

    @AfterEach
    void restore() {
        System.setProperty(DISABLED_SCHEMES, before);
    }

    private String explain(NetworkSettings settings, String url) {
        StorageRequest request = new StorageRequest(URI.create(url), Map.of(), Duration.ofSeconds(1));
        return String.valueOf(
                new ProxyAuthorization(settings).explain(refusal, request).getMessage());
    }

    @Test
    void theMessageOfARefusedTunnelNamesTheSystemProperty() {
        NetworkSettings settings = NetworkSettings.defaults().withProxy("proxy.example", 3128, "alice", "s3cret");
        System.clearProperty(DISABLED_SCHEMES);
        String message = explain(settings, "https://camb.example/");
        assertTrue(message.startsWith("The proxy answered 407. "), message);
        assertTrue(message.contains("-D" + DISABLED_SCHEMES + "=\"\""), message);
        assertFalse(message.contains("s3cret"), message);
    }

    @Test
    void aRefusalForAnotherReasonIsNotChanged() {
        NetworkSettings proxy = NetworkSettings.defaults().withProxy("proxy.example", 3128);
        NetworkSettings settings = NetworkSettings.defaults().withProxy("proxy.example", 3128, "alice", "s3cret");
        System.clearProperty(DISABLED_SCHEMES);
        assertEquals(refusal.getMessage(), explain(proxy, "https://camb.example/"));
        assertEquals(refusal.getMessage(), explain(settings, "http://camb.example/"));
        System.setProperty(DISABLED_SCHEMES, "");
        assertEquals(refusal.getMessage(), explain(settings, "https://camb.example/"));
    }
}
