package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.testkit.HttpTransportContract;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;

class JdkHttpTransportContractTest extends HttpTransportContract {

    JdkHttpTransportContractTest() {
        super(true);
    }

    @Override
    protected Transport newTransport(NetworkSettings network) {
        return JdkHttpTransport.create(network);
    }
}
