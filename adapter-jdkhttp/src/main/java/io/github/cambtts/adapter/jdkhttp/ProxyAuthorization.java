package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.NetworkSettings.ProxyCredentials;
import io.github.cambtts.transport.ProxyException;
import io.github.cambtts.transport.TransportRequest;
import java.net.http.HttpRequest;
import java.util.Optional;

/**
 * What a proxy is told of who asks it. The JDK client sends this header of a request to the proxy alone: with the request in
 * the clear, with CONNECT otherwise, and never through the tunnel.
 */
final class ProxyAuthorization {

    /** Read by the JDK client when it is loaded; where it is not set, the JDK's own default is {@code Basic}. */
    private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    private final Optional<String> basic;

    ProxyAuthorization(NetworkSettings settings) {
        this.basic = settings.credentials().map(ProxyCredentials::basic);
    }

    void addTo(HttpRequest.Builder request) {
        basic.ifPresent(value -> request.header("Proxy-Authorization", value));
    }

    /** Says what to do where the JDK client may have kept the credentials back. */
    ProxyException explained(ProxyException refusal, TransportRequest request) {
        boolean isTunnel = request.url().getScheme().equalsIgnoreCase("https");
        if (basic.isEmpty()
                || !isTunnel
                || System.getProperty(DISABLED_SCHEMES, "Basic").isBlank()) {
            return refusal;
        }
        return new ProxyException(refusal.getMessage() + ". The JDK's HTTP client sends no Basic credentials for https"
                + " unless Java is started with -D" + DISABLED_SCHEMES + "=\"\"");
    }
}
