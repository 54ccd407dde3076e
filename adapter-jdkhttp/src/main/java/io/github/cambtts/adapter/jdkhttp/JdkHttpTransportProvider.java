package io.github.cambtts.adapter.jdkhttp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.jr.ob.JSON;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportProvider;
import java.util.List;

/** Creates the transport named {@code jdkhttp}. */
public final class JdkHttpTransportProvider implements TransportProvider {

    /** Creates the provider, for {@link java.util.ServiceLoader}. */
    public JdkHttpTransportProvider() {}

    @Override
    public String name() {
        return "jdkhttp";
    }

    /** Names a class of each library that a call needs and that the transport's own class does not load. */
    @Override
    public Transport create(NetworkSettings settings) {
        List<Class<?>> unused = List.of(JSON.class, JsonFactory.class);
        return JdkHttpTransport.create(settings);
    }
}
