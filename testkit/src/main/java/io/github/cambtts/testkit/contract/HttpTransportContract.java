package io.github.cambtts.testkit.contract;

import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * What every transport over HTTP must do.
 *
 * <p>Six lines test a transport:
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
 * <p>The cases are final. They run against live servers on the loopback interface, on ephemeral ports, each in its
 * own thread and with a time limit. Each has the tag of its subject, so that {@code -Dgroups=bodies} runs one subject
 * alone; a failure quotes the rule of {@code io.github.cambtts.transport} that was broken. At the end the suite
 * prints a table of the cases by subject, and one of what each fault was reported as, for comparison with other
 * transports, and one line that sums up the run. If JUnit runs tests in parallel
 * ({@code junit.jupiter.execution.parallel.enabled}), the cases run in parallel, except those that count or change
 * resources of the whole JVM.
 */
public abstract class HttpTransportContract extends TransportContract {

    /** For subclasses. */
    protected HttpTransportContract() {}

    /**
     * Makes a new instance of the transport under test.
     *
     * @param network the trust and the proxy to use
     * @return the transport; closed by the suite
     */
    protected abstract Transport newTransport(NetworkSettings network);

    /**
     * Makes a new instance of the transport under test over an HTTP client that speaks HTTP/2 where the server does. For
     * transports whose own clients speak HTTP/1.1 only: it wraps a client that a host configured.
     *
     * @param network the trust and the proxy to use
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

    @Nested
    final class Connecting extends ConnectingContract {}

    @Nested
    final class Connections extends ConnectionsContract {}

    @Nested
    final class Replacing extends ReplacingContract {}

    @Nested
    final class Releasing extends ReleasingContract {}

    @Nested
    final class Faults extends FaultsContract {}

    @Nested
    final class Floods extends FloodsContract {}

    @Nested
    final class LookUps extends LookUpsContract {}

    @Nested
    final class Limits extends LimitsContract {}

    @Nested
    final class Endurance extends EnduranceContract {}

    @Nested
    @Within(seconds = 120)
    @Alone
    @Tag("randomendings")
    @Proves(Rule.C1)
    final class RandomEndings extends RandomEndingsContract {}
}
