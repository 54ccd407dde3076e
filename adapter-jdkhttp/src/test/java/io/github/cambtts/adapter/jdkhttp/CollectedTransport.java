package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Forgets a transport and its client when it is closed, and collects garbage: a client that cannot be closed ends once
 * the garbage collector has found that it is no longer used.
 */
final class CollectedTransport implements Transport {

    private final JsonDecoder decoder;
    private volatile @Nullable Transport transport;

    CollectedTransport(Transport transport) {
        this.transport = transport;
        this.decoder = transport.jsonDecoder();
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        Transport current = transport;
        if (current == null) {
            throw new IOException("closed");
        }
        return current.get(request, signal);
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return decoder;
    }

    @Override
    public void close() {
        Transport current = transport;
        transport = null;
        if (current != null) {
            current.close();
            current = null;
            System.gc();
        }
    }
}
