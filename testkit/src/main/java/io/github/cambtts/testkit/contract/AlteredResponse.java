package io.github.cambtts.testkit.contract;

import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Delegates everything except what a subclass overrides. */
abstract class AlteredResponse implements TransportResponse {

    private final TransportResponse response;

    AlteredResponse(TransportResponse response) {
        this.response = response;
    }

    @Override
    public int status() {
        return response.status();
    }

    @Override
    public List<String> headers(String name) {
        return response.headers(name);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return response.read(target);
    }

    @Override
    public void close() {
        response.close();
    }
}
