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

/** What is said where the JDK client keeps the credentials for a proxy back. */
class ProxyAuthorizationTest {

    private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    private final String before = System.getProperty(DISABLED_SCHEMES, "");
    private final ProxyException refusal = new ProxyException("The proxy answered 407");

    @AfterEach
    void restore() {
        System.setProperty(DISABLED_SCHEMES, before);
    }

    private String explained(NetworkSettings settings, String url) {
        StorageRequest request = new StorageRequest(URI.create(url), Map.of(), Duration.ofSeconds(1));
        return String.valueOf(
                new ProxyAuthorization(settings).explained(refusal, request).getMessage());
    }

    @Test
    void aRefusedTunnelSaysHowJavaHasToBeStarted() {
        NetworkSettings settings = NetworkSettings.defaults().withProxy("proxy.example", 3128, "alice", "s3cret");
        System.clearProperty(DISABLED_SCHEMES);
        String message = explained(settings, "https://camb.example/");
        assertTrue(message.startsWith("The proxy answered 407. "), message);
        assertTrue(message.contains("-D" + DISABLED_SCHEMES + "=\"\""), message);
        assertFalse(message.contains("s3cret"), message);
    }

    @Test
    void whatIsNotTheJdksDoingIsLeftAsItIs() {
        NetworkSettings proxy = NetworkSettings.defaults().withProxy("proxy.example", 3128);
        NetworkSettings settings = NetworkSettings.defaults().withProxy("proxy.example", 3128, "alice", "s3cret");
        System.clearProperty(DISABLED_SCHEMES);
        assertEquals(refusal.getMessage(), explained(proxy, "https://camb.example/"));
        assertEquals(refusal.getMessage(), explained(settings, "http://camb.example/"));
        System.setProperty(DISABLED_SCHEMES, "");
        assertEquals(refusal.getMessage(), explained(settings, "https://camb.example/"));
    }
}
