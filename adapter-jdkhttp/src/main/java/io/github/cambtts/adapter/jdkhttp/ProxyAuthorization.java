package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.NetworkSettings.ProxyCredentials;
import io.github.cambtts.transport.ProxyException;
import io.github.cambtts.transport.TransportRequest;
import java.net.http.HttpRequest;
import java.util.Optional;

/**
 * The {@code Proxy-Authorization} header. The JDK client sends it to the proxy only: with the request for
 * {@code http}, with CONNECT for {@code https}, and never through the tunnel.
 */
final class ProxyAuthorization {

    /** The JDK client reads this property when its class is loaded. The JDK's default is {@code Basic}. */
    private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    /** The proxy took the credentials and could not reach the server. */
    private static final int FIRST_SERVER_ERROR = 500;

    private final Optional<String> basic;

    ProxyAuthorization(NetworkSettings settings) {
        this.basic = settings.credentials().map(ProxyCredentials::basic);
    }

    void addTo(HttpRequest.Builder request) {
        basic.ifPresent(value -> request.header("Proxy-Authorization", value));
    }

    /** Adds to the message what to do if the JDK client may not have sent the credentials. */
    ProxyException explain(ProxyException refusal, TransportRequest request) {
        boolean isTunnel = request.url().getScheme().equalsIgnoreCase("https");
        if (basic.isEmpty()
                || !isTunnel
                || refusal.status() >= FIRST_SERVER_ERROR
                || System.getProperty(DISABLED_SCHEMES, "Basic").isBlank()) {
            return refusal;
        }
        return new ProxyException(
                refusal.status(),
                refusal.getMessage() + ". The JDK's HTTP client sends no Basic credentials for https"
                        + " unless Java is started with -D" + DISABLED_SCHEMES + "=\"\"");
    }
}
