package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.testkit.contract.Deviation;
import io.github.cambtts.testkit.contract.HttpTransportContract;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.util.Map;

/** The contract over a client of the host, which prefers HTTP/2, as the JDK's default does. */
class HostClientContractTest extends HttpTransportContract {

    @Override
    protected Transport newTransport(NetworkSettings network) {
        if (network.credentials().isPresent()) {
            // A client of the host has an Authenticator for them, which treats a wrong password in its own way.
            return new CollectedTransport(JdkHttpTransport.create(network));
        }
        HttpClient.Builder client = HttpClient.newBuilder();
        network.trust().ifPresent(trust -> client.sslContext(trust.context()));
        network.proxy().ifPresent(at -> client.proxy(ProxySelector.of(at)));
        return new CollectedTransport(JdkHttpTransport.create(client.build()));
    }

    @Override
    protected Map<Deviation, String> deviations() {
        Map<Deviation, String> deviations = JdkHttpTransportContractTest.ofTheClient();
        deviations.put(
                Deviation.KEEPS_REJECTED_CONNECTIONS,
                "the JDK client keeps the socket of a response that it rejects, and the host's client is not replaced");
        return deviations;
    }
}
