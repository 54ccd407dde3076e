package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/**
 * What the cases over sockets need: a live server, other servers with faults, and a table of what each fault was
 * reported as.
 */
abstract class SocketFixture extends ContractFixture {

    private static final Map<String, FaultTable> TABLES = new ConcurrentHashMap<>();

    static {
        HostsFile.prepare();
    }

    @Override
    final HttpTransportContract suite() {
        return (HttpTransportContract) super.suite();
    }

    @Override
    final List<TransportContract.Endpoint> openEveryWire(FakeCamb service) throws IOException {
        FakeCambServer server = FakeCambServer.start(service, Wire.TLS_HTTP_2, 0);
        return List.of(
                open(service),
                new TransportContract.Endpoint(server.baseUrl(), newHttp2Transport(server.networkSettings()), server));
    }

    final Transport newTransport(NetworkSettings network) {
        return watched(suite().newTransport(network));
    }

    final Transport newHttp2Transport(NetworkSettings network) {
        return watched(suite().newHttp2Transport(network));
    }

    final FakeCambServer server() {
        return (FakeCambServer) endpoint().server();
    }

    /** Returns a client of another server, which answers the same. */
    final TtsResults over(Wire wire, Timeouts timeouts) throws IOException {
        return over(wire, builder -> builder.timeouts(timeouts));
    }

    /** Returns a client of another server, which answers the same. */
    final TtsResults over(Wire wire, UnaryOperator<TtsResultsBuilder> settings) throws IOException {
        FakeCambServer other = closedLater(FakeCambServer.start(camb(), wire, 0));
        return resultsAt(other.baseUrl(), newTransport(wire, other.networkSettings()), settings);
    }

    /** Makes a transport for the protocols of the wire. */
    final Transport newTransport(Wire wire, NetworkSettings network) {
        return closedLater(wire == Wire.TLS_HTTP_2 ? newHttp2Transport(network) : newTransport(network));
    }

    final TtsResults at(URI url, Timeouts timeouts) {
        return resultsAt(url, transport(), builder -> builder.timeouts(timeouts));
    }

    /** Returns a limit that is not reached before {@link #LIMIT}. */
    static Duration later() {
        return LIMIT.plus(Duration.ofSeconds(3));
    }

    /** Returns timeouts of which the one for connecting is reached first. */
    static Timeouts connectTimeouts() {
        return Timeouts.defaults().withConnect(LIMIT).withResponse(later());
    }

    /** Asserts how a fault is reported, and adds it to the table. */
    final void assertFault(String fault, ErrorKind kind, int requests, TtsResults results, IntSupplier received) {
        long start = System.nanoTime();
        TtsException failure = assertFails(kind, () -> {
            try (AudioStream audio = results.open(RUN)) {
                audio.readAllBytes();
            }
        });
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        awaitAtLeast(requests, received);
        assertEquals(requests, received.getAsInt(), "requests on the wire");
        assertEquals(1, failure.attempts(), "attempts");
        TABLES.computeIfAbsent(suite().getClass().getSimpleName(), name -> new FaultTable())
                .add(fault, failure, received.getAsInt(), millis);
    }

    final void assertFault(String fault, ErrorKind kind, int requests, RawServer raw) {
        closedLater(raw);
        assertFault(
                fault,
                kind,
                requests,
                at(raw.url(), Timeouts.defaults()),
                () -> raw.heads().size());
    }

    /** Asserts that a fault is reported when its limit is reached, neither earlier nor much later. */
    final void assertFaultInTime(String fault, ErrorKind kind, int requests, TtsResults results, IntSupplier received) {
        assertEndsAtLimit(() -> {
            int before = received.getAsInt();
            assertFault(fault, kind, requests, results, () -> received.getAsInt() - before);
        });
    }

    /** Returns how many files and sockets this process has open. */
    static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    /** Prints how the faults of a suite were reported. */
    static void printTable(Class<?> suite) {
        FaultTable table = TABLES.remove(suite.getSimpleName());
        if (table != null) {
            System.out.println(table.print(suite.getSimpleName()));
        }
    }

    /** Reads the first TLS record (RFC 8446, section 5.1), which holds the ClientHello. */
    static void readClientHello(Socket connection) throws IOException {
        DataInputStream in = new DataInputStream(connection.getInputStream());
        in.readFully(new byte[3]);
        in.readFully(new byte[in.readUnsignedShort()]);
    }
}
