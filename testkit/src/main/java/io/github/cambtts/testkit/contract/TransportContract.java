package io.github.cambtts.testkit.contract;

import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.transport.Transport;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every transport must do, over HTTP or not: a nested class for each subject.
 *
 * <p>The cases are final: to a host, all transports that pass them behave the same. They prove the rules of
 * {@code io.github.cambtts.transport}, by the results of {@link io.github.cambtts.TtsResults} or, where core compensates
 * for faults of a transport, by calls of the transport itself; a few journeys from end to end prove that core and the
 * transport work together. What core decides by itself is not part of the suite: it is the same over every transport.
 *
 * <p>The test of a transport over HTTP extends {@link HttpTransportContract} instead, which adds cases that need sockets.
 */
@ExtendWith(CaseOutcome.class)
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
public abstract class TransportContract {

    /** For subclasses. */
    protected TransportContract() {}

    /**
     * Returns what the HTTP stack cannot do. The reason is shown with the cases that are skipped because of it.
     *
     * @return the reasons by deviation; none unless overridden
     */
    protected Map<Deviation, String> deviations() {
        return Map.of();
    }

    /**
     * Returns the name and version of the HTTP stack, for the last line of a run, such as {@code Jetty 12.0.25}.
     *
     * @return the name; of the transport's class unless overridden
     */
    protected String stack() {
        return "";
    }

    /**
     * A fake service and a transport that reaches it.
     *
     * @param baseUrl the base URL of the service
     * @param transport the transport under test; closed after the case
     * @param server the server of the service; closed after the case
     */
    public record Endpoint(URI baseUrl, Transport transport, AutoCloseable server) {}

    /**
     * Makes a fake service reachable for a new instance of the transport under test.
     *
     * @param service the fake service
     * @return the endpoint
     * @throws IOException if the service cannot be served
     */
    protected abstract Endpoint open(FakeCamb service) throws IOException;

    @Nested
    final class Port extends PortContract {}

    @Nested
    final class Sharing extends SharingContract {}

    @Nested
    final class Requests extends RequestsContract {}

    @Nested
    final class Bodies extends BodiesContract {}

    @Nested
    final class Json extends JsonContract {}

    @Nested
    final class Statuses extends StatusesContract {}

    @Nested
    final class Lifecycle extends LifecycleContract {}

    @Nested
    final class Journeys extends JourneysContract {}
}
