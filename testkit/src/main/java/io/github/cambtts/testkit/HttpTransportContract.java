package io.github.cambtts.testkit;

/**
 * What every transport over HTTP must do.
 *
 * <p>Six lines prove a transport:
 *
 * <pre>{@code
 * class MyTransportTest extends HttpTransportContract {
 *     @Override
 *     protected Transport newTransport(NetworkSettings network) {
 *         return new MyTransport(network);
 *     }
 * }
 * }</pre>
 *
 * <p>The cases are final. They run against live servers on the loopback interface, on ephemeral ports, and print a table of
 * what each fault came out as, to be laid beside another transport's.
 */
public abstract class HttpTransportContract extends RandomEndingsContract {

    private final boolean resends;

    /** For transports over a stack that never sends a request twice. */
    protected HttpTransportContract() {
        this(false);
    }

    /**
     * For transports over a stack that may send a request twice.
     *
     * @param resends whether the stack sends a request once more, and cannot be kept from it, when the connection closes
     *     before the first byte of the response
     */
    protected HttpTransportContract(boolean resends) {
        this.resends = resends;
    }

    @Override
    final int requestsWhenClosedBeforeHeaders() {
        return resends ? 2 : 1;
    }
}
