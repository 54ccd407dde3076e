package io.github.cambtts.adapter.feign;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import feign.jackson.JacksonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportProvider;
import java.util.List;

/** Creates the transport named {@code feign}. */
public final class FeignTransportProvider implements TransportProvider {

    /** Creates the provider, for {@link java.util.ServiceLoader}. */
    public FeignTransportProvider() {}

    @Override
    public String name() {
        return "feign";
    }

    /** Names a class of each library that a call needs and that the transport's own class does not load. */
    @Override
    public Transport create(NetworkSettings settings) {
        List<Class<?>> unused = List.of(
                feign.okhttp.OkHttpClient.class,
                okio.Okio.class,
                JacksonDecoder.class,
                ObjectMapper.class,
                JsonAutoDetect.class,
                JsonParser.class);
        return FeignTransport.create(settings);
    }
}
