package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.testkit.contract.Deviation;
import io.github.cambtts.testkit.contract.HttpTransportContract;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import java.net.http.HttpClient;
import java.util.EnumMap;
import java.util.Map;

class JdkHttpTransportContractTest extends HttpTransportContract {

    @Override
    protected Transport newTransport(NetworkSettings network) {
        Transport transport = JdkHttpTransport.create(network);
        return Runtime.version().feature() < 21 ? new CollectedTransport(transport) : transport;
    }

    @Override
    protected Transport newHttp2Transport(NetworkSettings network) {
        HttpClient.Builder client = HttpClient.newBuilder();
        network.trust().ifPresent(trust -> client.sslContext(trust.context()));
        return JdkHttpTransport.create(client.build());
    }

    @Override
    protected Map<Deviation, String> deviations() {
        return ofTheClient();
    }

    /** The deviations of the JDK's client, whoever made it. */
    static Map<Deviation, String> ofTheClient() {
        Map<Deviation, String> deviations = new EnumMap<>(Deviation.class);
        deviations.put(
                Deviation.RESENDS,
                "the JDK client sends a GET once more if its connection closes before the response;"
                        + " this cannot be turned off");
        deviations.put(Deviation.DROPS_EMPTY_QUERY, "the JDK client sends the path alone if the URL's query is empty");
        if (Runtime.version().feature() < 21) {
            deviations.put(
                    Deviation.KEEPS_REJECTED_CONNECTIONS,
                    "the client of Java 20 and older keeps the socket of a response that it rejects");
        }
        if (Runtime.version().feature() < 25) {
            // Java 17 logs headers; Java 25 does not.
            deviations.put(
                    Deviation.LOGS_HEADERS_IF_TURNED_ON,
                    "the JDK client's logger jdk.internal.httpclient.debug shows headers at FINE");
        }
        return deviations;
    }
}
