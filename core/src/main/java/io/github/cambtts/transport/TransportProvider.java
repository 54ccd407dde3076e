package io.github.cambtts.transport;

/**
 * Creates a transport by name: a service, found by {@link java.util.ServiceLoader}.
 *
 * <p>Implementations have a public constructor without parameters and load no HTTP stack before {@link #create}.
 */
public interface TransportProvider {

    /**
     * Returns the name that hosts choose the transport by.
     *
     * @return a short name in lower case, such as {@code jdkhttp}
     */
    String name();

    /**
     * Creates a transport with an HTTP client of its own. Where a library that a call needs is missing, this method, not
     * the call, throws the {@link LinkageError}: naming a class of it ({@code List.of(JSON.class)}) is enough.
     *
     * @param settings the trust and the proxy to use
     * @return a new transport, which the caller closes
     */
    Transport create(NetworkSettings settings);
}
