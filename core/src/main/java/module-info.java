/**
 * Retrieves finished CAMB.AI text-to-speech runs: the driving port {@link io.github.cambtts.TtsResults}, the driven
 * port {@link io.github.cambtts.transport.Transport}, and between them every rule of safe retrieval.
 */
module io.github.cambtts {
    requires static transitive org.jspecify;

    exports io.github.cambtts;
    exports io.github.cambtts.transport;
    exports io.github.cambtts.internal.time to
            io.github.cambtts.testkit;

    uses io.github.cambtts.transport.TransportProvider;
}
