package io.github.cambtts.adapter.feign;

import io.github.cambtts.testkit.contract.HttpTransportContract;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import okhttp3.OkHttpClient;

class FeignTransportContractTest extends HttpTransportContract {

    @Override
    protected Transport newTransport(NetworkSettings network) {
        return FeignTransport.create(network);
    }

    @Override
    protected Transport newHttp2Transport(NetworkSettings network) {
        OkHttpClient.Builder client = new OkHttpClient.Builder();
        network.trust()
                .ifPresent(trust -> client.sslSocketFactory(trust.context().getSocketFactory(), trust.manager()));
        return FeignTransport.create(client.build());
    }
}
