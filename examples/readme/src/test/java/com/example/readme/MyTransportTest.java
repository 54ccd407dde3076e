package com.example.readme;

import io.github.cambtts.testkit.contract.HttpTransportContract;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;

class MyTransportTest extends HttpTransportContract {
    @Override
    protected Transport newTransport(NetworkSettings network) {
        return new MyTransport(network);
    }
}
