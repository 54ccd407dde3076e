package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeResponse.Framing;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When a connection is dropped, seen from the server: by an abort, by closing a response early, by closing the
 * transport.
 */
@Tag("releasing")
abstract class ReleasingContract extends SocketFixture {

    private static final String PART =
            "HTTP/1.1 200 OK\r\nContent-Type: audio/flac\r\nContent-Length: 9000\r\n\r\nfLaC";

    private static final String CHUNKED_PART =
            "HTTP/1.1 200 OK\r\nContent-Type: audio/flac\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nfLaC";

    private static final String WHOLE =
            "HTTP/1.1 200 OK\r\nContent-Type: audio/flac\r\nContent-Length: 9\r\n\r\nfLaC-more";

    /** The server keeps the connection for longer than a client waits for it to be dropped. */
    private static final String NOT_FOUND = "HTTP/1.1 404 Not Found\r\nConnection: keep-alive\r\n"
            + "Keep-Alive: timeout=60\r\nContent-Length: 0\r\n\r\n";

    /** How long a transport may take to drop a connection. */
    private static final int DROPPED_WITHIN_SECONDS = 5;

    /** Sends a response, and counts down when the client has closed the connection. */
    private RawServer answering(String answer, CountDownLatch answered, CountDownLatch dropped) throws IOException {
        return closedLater(RawServer.start((number, connection, out) -> {
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            answered.countDown();
            if (isDropped(connection)) {
                dropped.countDown();
            }
        }));
    }

    private static boolean isDropped(Socket connection) {
        try {
            return connection.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void assertDropped(CountDownLatch dropped, String when) throws InterruptedException {
        long millis = TimeUnit.SECONDS.toMillis(DROPPED_WITHIN_SECONDS)
                + Scheduling.allowance().toMillis();
        assertTrue(dropped.await(millis, TimeUnit.MILLISECONDS), "the server's connection is still open " + when);
    }

    private TransportRequest requestTo(RawServer raw) {
        return PortRequests.audio(new TransportContract.Endpoint(raw.url(), transport(), raw), RUN);
    }

    @ParameterizedTest
    @Proves(Rule.T21)
    @ValueSource(strings = {"headers", "bytes"})
    final void anAbortDropsTheConnection(String waitedFor) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch dropped = new CountDownLatch(1);
        RawServer raw = answering(waitedFor.equals("bytes") ? PART : "", answered, dropped);
        AbortSignal signal = new AbortSignal();
        CountDownLatch received = new CountDownLatch(waitedFor.equals("bytes") ? 4 : 0);
        Thread reader = new Thread(() -> assertThrows(IOException.class, () -> {
            // Not closed here: the abort alone must drop the connection.
            TransportResponse response = closedLater(transport().get(requestTo(raw), signal));
            ByteBuffer one = ByteBuffer.allocate(1);
            while (response.read(one.clear()) > 0) {
                received.countDown();
            }
        }));
        reader.start();
        assertTrue(answered.await(10, TimeUnit.SECONDS), "no request arrived");
        assertTrue(received.await(10, TimeUnit.SECONDS), "the first four bytes did not arrive");
        signal.abort();
        assertDropped(dropped, "after an abort during the wait for " + waitedFor);
        reader.join();
    }

    /** What a server has received when it falls silent. */
    enum Unfinished {
        HANDSHAKE,
        CONNECT,
        HANDSHAKE_IN_A_TUNNEL
    }

    @ParameterizedTest
    @Proves({Rule.T21, Rule.T23})
    @EnumSource
    final void anAbortDropsAnUnfinishedConnection(Unfinished unfinished) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch dropped = new CountDownLatch(1);
        RawServer silent = closedLater(RawServer.handling(connection -> {
            if (unfinished != Unfinished.HANDSHAKE) {
                RawServer.readHead(connection.getInputStream());
            }
            if (unfinished == Unfinished.HANDSHAKE_IN_A_TUNNEL) {
                connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
            if (unfinished != Unfinished.CONNECT) {
                readClientHello(connection);
            }
            begun.countDown();
            if (isDropped(connection)) {
                dropped.countDown();
            }
        }));
        Transport transport = unfinished == Unfinished.HANDSHAKE
                ? transport()
                : closedLater(newTransport(NetworkSettings.defaults().withProxy("127.0.0.1", silent.port())));
        URI url = URI.create("https://localhost:" + silent.port() + "/a.flac");
        AbortSignal signal = new AbortSignal();
        Thread caller = new Thread(
                () -> assertThrows(IOException.class, () -> transport.get(PortRequests.storage(url), signal)));
        caller.start();
        assertTrue(begun.await(10, TimeUnit.SECONDS), "no connection was begun");
        assertTrue(signal.isConnecting(), "connected() before the connection was finished: " + unfinished);
        signal.abort();
        assertDropped(dropped, "after an abort, unfinished: " + unfinished);
        caller.join();
    }

    @ParameterizedTest
    @Proves(Rule.T16)
    @ValueSource(strings = {PART, CHUNKED_PART})
    final void closingDoesNotWaitForTheRestOfABody(String part) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch dropped = new CountDownLatch(1);
        RawServer raw = answering(part, answered, dropped);
        TransportResponse response = transport().get(requestTo(raw), new AbortSignal());
        assertEquals(1, response.read(ByteBuffer.allocate(1)));
        Thread closing = new Thread(response::close);
        closing.start();
        closing.join(tolerance().toMillis());
        assertFalse(closing.isAlive(), "closing waits for more of the body");
        assertDropped(dropped, "after its response was closed");
    }

    @Test
    @Proves(Rule.T16)
    @MayDeviate(Deviation.READS_REST_ON_CLOSE)
    final void closingDoesNotReadTheRestOfABody() throws IOException {
        FakeResponse answer = FakeResponse.audio(Content.flacLike(600_000)).framing(Framing.LENGTH);
        answerAudio(answer, answer.withStatus(404), answer.withStatus(302), answer.withStatus(503));
        for (int call = 1; call <= 4; call++) {
            try (TransportResponse response = transport().get(PortRequests.audio(endpoint(), RUN), new AbortSignal())) {
                assertEquals(1, response.read(ByteBuffer.allocate(1)));
            }
            assertEquals(call, server().connections(), "connections for calls closed after 1 of 600,000 bytes");
        }
    }

    @Test
    @Proves(Rule.T26)
    @MayDeviate(Deviation.KEEPS_CONNECTIONS_AFTER_CLOSE)
    final void closingTheTransportClosesItsIdleConnections() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch dropped = new CountDownLatch(1);
        RawServer raw = answering(NOT_FOUND, answered, dropped);
        try (TransportResponse response = transport().get(requestTo(raw), new AbortSignal())) {
            // Closing it before its end could drop the connection already.
            assertEquals(-1, response.read(ByteBuffer.allocate(1)));
        }
        transport().close();
        assertDropped(dropped, "after the transport was closed");
    }

    @Test
    @Proves(Rule.T26)
    @MayDeviate(Deviation.KEEPS_CONNECTIONS_AFTER_CLOSE)
    final void closingTheTransportDuringAnExchangeKeepsNoConnection() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch dropped = new CountDownLatch(1);
        RawServer raw = answering(WHOLE, answered, dropped);
        try (TransportResponse underWay = transport().get(requestTo(raw), new AbortSignal())) {
            assertTrue(underWay.read(ByteBuffer.allocate(1)) > 0);
            transport().close();
            readIfPossible(underWay);
        }
        assertDropped(dropped, "after the transport was closed during an exchange");
    }

    /** Reads to the end of a body whose transport has been closed, which may have ended the exchange too. */
    private static void readIfPossible(TransportResponse response) {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        try {
            while (response.read(buffer.clear()) >= 0) {
                assertTrue(buffer.position() > 0);
            }
        } catch (IOException e) {
            // The transport has ended the exchange.
            return;
        }
    }

    /** Another call may be in the course of being retried. */
    @Test
    @Proves(Rule.T26)
    final void aClosedTransportConnectsNoMore() throws IOException {
        closedLater(transport().get(PortRequests.audio(endpoint(), RUN), new AbortSignal()));
        transport().close();
        assertThrows(
                IOException.class,
                () -> closedLater(transport().get(PortRequests.audio(endpoint(), RUN), new AbortSignal())),
                "a response was returned after the transport was closed");
        assertEquals(1, server().connections(), "connections");
    }

    /** An application that forgets to close it must end nevertheless. */
    @Test
    @Proves(Rule.T26)
    final void theThreadsOfAnOpenTransportLetTheJvmEnd() throws Exception {
        Transport transport = closedLater(newTransport(NetworkSettings.defaults()));
        Thread caller = new Thread(() -> {
            try (TransportResponse response = transport.get(PortRequests.audio(endpoint(), RUN), new AbortSignal())) {
                assertTrue(response.read(ByteBuffer.allocate(1)) > 0);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        // Threads that it starts without saying so are of its kind.
        caller.setDaemon(false);
        caller.start();
        caller.join();
        awaitShortly(
                () -> "no thread that keeps the JVM alive; there are: " + CaseThreads.keepingTheJvmAlive(),
                () -> CaseThreads.keepingTheJvmAlive().isEmpty());
    }

    @Test
    @Proves({Rule.T25, Rule.T26})
    final void closingATransportEndsNoExchangeOfAnother() throws Exception {
        CountDownLatch rest = new CountDownLatch(1);
        Content content = Content.flacLike(200_000);
        answerAudio(FakeResponse.audio(content).pauseAfter(100_000, rest));
        Transport other = closedLater(newTransport(NetworkSettings.defaults()));
        ByteBuffer buffer = ByteBuffer.allocate(8_192);
        try (TransportResponse closing = transport().get(PortRequests.audio(endpoint(), RUN), new AbortSignal());
                TransportResponse open = other.get(PortRequests.audio(endpoint(), RUN), new AbortSignal())) {
            assertTrue(closing.read(buffer.clear()) > 0);
            long received = open.read(buffer.clear());
            transport().close();
            rest.countDown();
            for (int read = open.read(buffer.clear()); read >= 0; read = open.read(buffer.clear())) {
                received += read;
            }
            assertEquals(content.length(), received, "bytes of the other transport's exchange");
        } finally {
            rest.countDown();
        }
    }

    @Test
    @Proves(Rule.T26)
    @MayDeviate(Deviation.KEEPS_CONNECTIONS_AFTER_CLOSE)
    final void closingTheTransportEndsItsThreads() throws Exception {
        Set<Thread> before = Set.copyOf(CaseThreads.busy());
        for (int i = 0; i < 3; i++) {
            try (Transport transport = newTransport(NetworkSettings.defaults());
                    TransportResponse response =
                            transport.get(PortRequests.audio(endpoint(), RUN), new AbortSignal())) {
                assertTrue(response.read(ByteBuffer.allocate(1)) > 0);
            }
        }
        await(
                () -> "the threads of three closed transports to end; still running: " + CaseThreads.busy(),
                () -> before.containsAll(CaseThreads.busy()));
    }
}
