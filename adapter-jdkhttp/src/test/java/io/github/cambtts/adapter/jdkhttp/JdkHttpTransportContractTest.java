package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.testkit.contract.HttpTransportContract;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import java.net.http.HttpClient;

class JdkHttpTransportContractTest extends HttpTransportContract {

    JdkHttpTransportContractTest() {
        super(true);
    }

    @Override
    protected Transport newTransport(NetworkSettings network) {
        return JdkHttpTransport.create(network);
    }

    @Override
    protected Transport newHttp2Transport(NetworkSettings network) {
        HttpClient.Builder client = HttpClient.newBuilder();
        network.trust().ifPresent(trust -> client.sslContext(trust.context()));
        return JdkHttpTransport.create(client.build());
    }
}
