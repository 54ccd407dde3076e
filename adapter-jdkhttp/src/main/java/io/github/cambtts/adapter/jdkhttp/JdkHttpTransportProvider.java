package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportProvider;

/** Creates the transport named {@code jdkhttp}. */
public final class JdkHttpTransportProvider implements TransportProvider {

    /** Creates the provider, for {@link java.util.ServiceLoader}. */
    public JdkHttpTransportProvider() {}

    @Override
    public String name() {
        return "jdkhttp";
    }

    @Override
    public Transport create(NetworkSettings settings) {
        return JdkHttpTransport.create(settings);
    }
}
