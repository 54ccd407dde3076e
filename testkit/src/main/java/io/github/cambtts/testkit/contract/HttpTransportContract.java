package io.github.cambtts.testkit.contract;

import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

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
public abstract class HttpTransportContract extends TransportContract {

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

    /**
     * Makes a new instance of the transport under test.
     *
     * @param network whom to trust and which proxy to use
     * @return the transport; closed by the suite
     */
    protected abstract Transport newTransport(NetworkSettings network);

    /**
     * Makes a new instance of the transport under test over an HTTP client that speaks HTTP/2 where the server does. For
     * transports whose own clients speak HTTP/1.1 only: it wraps a client that a host configured.
     *
     * @param network whom to trust and which proxy to use
     * @return the transport; closed by the suite; {@link #newTransport} unless overridden
     */
    protected Transport newHttp2Transport(NetworkSettings network) {
        return newTransport(network);
    }

    @Override
    protected final Endpoint open(FakeCamb service) throws IOException {
        FakeCambServer server = FakeCambServer.start(service, Wire.PLAIN, 0);
        return new Endpoint(server.baseUrl(), newTransport(server.networkSettings()), server);
    }

    /** Returns how many requests the stack makes of one whose connection closes before the first byte of the response. */
    final int requestsWhenClosedBeforeHeaders() {
        return resends ? 2 : 1;
    }

    @AfterAll
    static void printTables() {
        SocketFixture.printTables();
    }

    @Nested
    final class Connecting extends ConnectingContract {
        @Override
        HttpTransportContract suite() {
            return HttpTransportContract.this;
        }
    }

    @Nested
    final class Connections extends ConnectionsContract {
        @Override
        HttpTransportContract suite() {
            return HttpTransportContract.this;
        }
    }

    @Nested
    final class Faults extends FaultsContract {
        @Override
        HttpTransportContract suite() {
            return HttpTransportContract.this;
        }
    }

    @Nested
    final class Floods extends FloodsContract {
        @Override
        HttpTransportContract suite() {
            return HttpTransportContract.this;
        }
    }

    @Nested
    final class Endurance extends EnduranceContract {
        @Override
        HttpTransportContract suite() {
            return HttpTransportContract.this;
        }
    }

    @Nested
    final class RandomEndings extends RandomEndingsContract {
        @Override
        HttpTransportContract suite() {
            return HttpTransportContract.this;
        }
    }
}
