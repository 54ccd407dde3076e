package io.github.cambtts.testkit;

/**
 * What every transport must do, over HTTP or not.
 *
 * <p>The cases are final: a transport that passes them behaves, as far as a host can see, like any other. Most of them look
 * at what comes out of {@link io.github.cambtts.TtsResults}; where core makes up for what a transport gets wrong, they ask
 * the transport itself. A transport over HTTP extends {@link HttpTransportContract} instead, which adds what only sockets
 * can show.
 */
public abstract class TransportContract extends ResumingContract {

    /** For subclasses. */
    protected TransportContract() {}
}
