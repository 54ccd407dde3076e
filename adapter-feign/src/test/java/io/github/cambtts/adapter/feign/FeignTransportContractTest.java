package io.github.cambtts.adapter.feign;

import io.github.cambtts.testkit.HttpTransportContract;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;

class FeignTransportContractTest extends HttpTransportContract {

    @Override
    protected Transport newTransport(NetworkSettings network) {
        return FeignTransport.create(network);
    }
}
