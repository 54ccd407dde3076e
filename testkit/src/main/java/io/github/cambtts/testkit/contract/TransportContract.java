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
 * <p>The cases are final: a transport that passes them behaves, as far as a host can see, like any other. Most of them look
 * at what comes out of {@link io.github.cambtts.TtsResults}; where core makes up for what a transport gets wrong, they ask
 * the transport itself. A transport over HTTP extends {@link HttpTransportContract} instead, which adds what only sockets
 * can show.
 */
@ExtendWith(CaseOutcome.class)
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
public abstract class TransportContract {

    /** For subclasses. */
    protected TransportContract() {}

    /**
     * Returns what the stack underneath cannot do, each with its reason, to be shown beside the cases that are skipped for it.
     *
     * @return the reasons by deviation; none unless overridden
     */
    protected Map<Deviation, String> deviations() {
        return Map.of();
    }

    /**
     * A fake service in reach of a transport.
     *
     * @param baseUrl where the transport finds it
     * @param transport the transport under test; closed after the case
     * @param server what serves it; closed after the case
     */
    public record Endpoint(URI baseUrl, Transport transport, AutoCloseable server) {}

    /**
     * Puts a fake service in reach of a new instance of the transport under test.
     *
     * @param service what is to be answered
     * @return the endpoint
     * @throws IOException if there can be none
     */
    protected abstract Endpoint open(FakeCamb service) throws IOException;

    @Nested
    final class Port extends PortContract {
        @Override
        TransportContract suite() {
            return TransportContract.this;
        }
    }

    @Nested
    final class Requests extends RequestsContract {
        @Override
        TransportContract suite() {
            return TransportContract.this;
        }
    }

    @Nested
    final class Bodies extends BodiesContract {
        @Override
        TransportContract suite() {
            return TransportContract.this;
        }
    }

    @Nested
    final class Links extends LinksContract {
        @Override
        TransportContract suite() {
            return TransportContract.this;
        }
    }

    @Nested
    final class Statuses extends StatusesContract {
        @Override
        TransportContract suite() {
            return TransportContract.this;
        }
    }

    @Nested
    final class Lifecycle extends LifecycleContract {
        @Override
        TransportContract suite() {
            return TransportContract.this;
        }
    }

    @Nested
    final class Events extends EventsContract {
        @Override
        TransportContract suite() {
            return TransportContract.this;
        }
    }

    @Nested
    final class Retrying extends RetryingContract {
        @Override
        TransportContract suite() {
            return TransportContract.this;
        }
    }

    @Nested
    final class Saving extends SavingContract {
        @Override
        TransportContract suite() {
            return TransportContract.this;
        }
    }

    @Nested
    final class Resuming extends ResumingContract {
        @Override
        TransportContract suite() {
            return TransportContract.this;
        }
    }
}
