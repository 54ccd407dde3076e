/** The transport over Feign, feign-okhttp and feign-jackson. */
module io.github.cambtts.adapter.feign {
    requires transitive io.github.cambtts;
    requires transitive feign.core;
    requires transitive okhttp3;
    requires feign.okhttp;
    requires feign.jackson;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires okio;
    requires static org.jspecify;

    exports io.github.cambtts.adapter.feign;

    provides io.github.cambtts.transport.TransportProvider with
            io.github.cambtts.adapter.feign.FeignTransportProvider;
}
