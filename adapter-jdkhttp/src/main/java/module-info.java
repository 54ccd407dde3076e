/** The transport over {@link java.net.http.HttpClient} and jackson-jr. */
module io.github.cambtts.adapter.jdkhttp {
    requires transitive io.github.cambtts;
    requires transitive java.net.http;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.jr.ob;
    requires static org.jspecify;

    exports io.github.cambtts.adapter.jdkhttp;

    provides io.github.cambtts.transport.TransportProvider with
            io.github.cambtts.adapter.jdkhttp.JdkHttpTransportProvider;
}
