package io.github.cambtts.adapter.feign;

import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportProvider;

/** Creates the transport named {@code feign}. */
public final class FeignTransportProvider implements TransportProvider {

    /** Creates the provider, for {@link java.util.ServiceLoader}. */
    public FeignTransportProvider() {}

    @Override
    public String name() {
        return "feign";
    }

    @Override
    public Transport create(NetworkSettings settings) {
        return FeignTransport.create(settings);
    }
}
