package com.example.readme;

import io.github.cambtts.adapter.jdkhttp.JdkHttpTransport;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;

/** A transport of a host's, which hands everything to the library's own. */
final class MyTransport implements Transport {

    private final Transport transport;

    MyTransport(NetworkSettings network) {
        transport = JdkHttpTransport.create(network);
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        return transport.get(request, signal);
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return transport.jsonDecoder();
    }

    @Override
    public void close() {
        transport.close();
    }
}
