package com.example.transport;

import io.github.cambtts.testkit.contract.Deviation;
import io.github.cambtts.testkit.contract.HttpTransportContract;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import java.util.Map;

class ApacheTransportTest extends HttpTransportContract {
    @Override
    protected Transport newTransport(NetworkSettings network) {
        return new ApacheTransport(network);
    }

    // snippet
    @Override
    protected Map<Deviation, String> deviations() {
        return Map.of(
                Deviation.NO_HTTP_2, "the classic API of HttpClient speaks HTTP/1.1 only",
                Deviation.LOGS_HEADERS_IF_TURNED_ON,
                        "the loggers below org.apache.hc.client5.http show headers and URLs at DEBUG");
    }
    // end
}
