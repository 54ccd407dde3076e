package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each time limit ends what it is for, in time, and nothing else. */
@Tag("limits")
abstract class LimitsContract extends SocketFixture {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: audio/flac\r\n";

    private static final long BYTE_INTERVAL_MILLIS = 100;

    private static void sendSlowly(OutputStream out, byte[] bytes) throws IOException, InterruptedException {
        for (byte each : bytes) {
            out.write(each);
            out.flush();
            Thread.sleep(BYTE_INTERVAL_MILLIS);
        }
    }

    @Test
    @Proves(Rule.T23)
    final void aSlowHandshakeIsAConnectTimeout() throws IOException {
        // The header announces the largest handshake record; only a part of it is sent.
        byte[] serverHello = new byte[200];
        System.arraycopy(
                new byte[] {0x16, 0x03, 0x03, 0x40, 0x00, 0x02, 0x00, 0x3f, (byte) 0xfc}, 0, serverHello, 0, 9);
        RawServer slow = closedLater(RawServer.handling(connection -> {
            readClientHello(connection);
            sendSlowly(connection.getOutputStream(), serverHello);
        }));
        assertFaultInTime(
                "TLS handshake slow",
                ErrorKind.CONNECT_TIMEOUT,
                0,
                at(URI.create("https://127.0.0.1:" + slow.port()), connectTimeouts()),
                () -> 0);
    }

    @ParameterizedTest
    @Proves(Rule.T23)
    @ValueSource(strings = {"", "HTTP/1.1 200 Connection established with a reason phrase that is long\r\n"})
    final void aProxyThatDoesNotConnectInTimeIsAConnectTimeout(String slowHead) throws IOException {
        RawServer proxy = closedLater(RawServer.start(
                (number, connection, out) -> sendSlowly(out, slowHead.getBytes(StandardCharsets.ISO_8859_1))));
        Transport proxied = closedLater(newTransport(NetworkSettings.defaults().withProxy("127.0.0.1", proxy.port())));
        assertFaultInTime(
                slowHead.isEmpty() ? "proxy silent on CONNECT" : "proxy slow on CONNECT",
                ErrorKind.CONNECT_TIMEOUT,
                1,
                resultsAt(
                        URI.create("https://camb.invalid/apis"),
                        proxied,
                        builder -> builder.timeouts(connectTimeouts())),
                () -> proxy.heads().size());
    }

    @Test
    @Proves(Rule.T27)
    final void aConnectionThatIsNotAcceptedIsAConnectTimeout() throws IOException {
        assumeTrue(
                System.getProperty("os.name", "").startsWith("Linux"),
                "only Linux drops connections if the accept queue is full; other systems refuse them");
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 4; i++) {
                Socket queued = closedLater(new Socket());
                queued.setSoTimeout(1);
                connectIfPossible(queued, full);
            }
            assertFaultInTime(
                    "connect timeout",
                    ErrorKind.CONNECT_TIMEOUT,
                    0,
                    at(
                            URI.create("http://127.0.0.1:" + full.getLocalPort()),
                            Timeouts.defaults().withConnect(LIMIT)),
                    () -> 0);
        }
    }

    private static void connectIfPossible(Socket socket, ServerSocket server) {
        try {
            socket.connect(server.getLocalSocketAddress(), 100);
        } catch (IOException e) {
            // The queue is already full.
            return;
        }
    }

    @Test
    @Proves(Rule.T23)
    final void aHandshakeThatStallsIsAConnectTimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertFaultInTime(
                    "TLS handshake stalls",
                    ErrorKind.CONNECT_TIMEOUT,
                    0,
                    at(
                            URI.create("https://127.0.0.1:" + silent.getLocalPort()),
                            Timeouts.defaults().withConnect(LIMIT)),
                    () -> 0);
        }
    }

    @ParameterizedTest
    @Proves(Rule.T24)
    @EnumSource(
            value = Wire.class,
            names = {"TLS", "TLS_HTTP_2"})
    final void overTlsAStreamMayPauseLongerThanTheConnectTimeout(Wire wire) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        answerAudio(FakeResponse.audio(Content.flacLike(200_000)).pauseAfter(100_000, gate));
        Duration connect = LIMIT.multipliedBy(2).plus(Scheduling.excess());
        TtsResults results = over(wire, Timeouts.defaults().withConnect(connect));
        try (AudioStream audio = results.open(RUN)) {
            assertEquals(50_000, audio.readNBytes(50_000).length);
            Thread later = new Thread(() -> {
                try {
                    Thread.sleep(LIMIT.toMillis() * 4);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                gate.countDown();
            });
            later.start();
            assertEquals(150_000, audio.readAllBytes().length);
            later.join();
        } finally {
            gate.countDown();
        }
    }

    @ParameterizedTest
    @Proves(Rule.T21)
    @EnumSource(Wire.class)
    final void overEveryWireAStalledBodyIsAnIdleTimeout(Wire wire) throws IOException {
        answerAudio(FakeResponse.audio(Content.flacLike(200_000)).stallAfter(100_000));
        assertFaultInTime(
                "body stalls, " + wire,
                ErrorKind.IDLE_TIMEOUT,
                1,
                over(wire, Timeouts.defaults().withIdle(LIMIT)),
                () -> camb().requests().size());
    }

    @ParameterizedTest
    @Proves({Rule.T21, Rule.T23})
    @EnumSource(Wire.class)
    final void overEveryWireMissingHeadersAreAResponseTimeout(Wire wire) throws IOException {
        answerAudio(FakeResponse.silence());
        assertFaultInTime(
                "no response, " + wire,
                ErrorKind.RESPONSE_TIMEOUT,
                1,
                over(wire, Timeouts.defaults().withResponse(LIMIT)),
                () -> camb().requests().size());
    }

    @Test
    @Proves(Rule.T21)
    final void slowHeadersAreLimitedAsAWhole() throws IOException {
        RawServer raw = RawServer.start((number, connection, out) -> {
            for (byte c : (OK + "\r\n").getBytes(StandardCharsets.ISO_8859_1)) {
                out.write(c);
                Thread.sleep(BYTE_INTERVAL_MILLIS);
            }
        });
        closedLater(raw);
        assertFaultInTime(
                "headers trickle",
                ErrorKind.RESPONSE_TIMEOUT,
                1,
                at(raw.url(), Timeouts.defaults().withResponse(LIMIT)),
                () -> raw.heads().size());
    }

    @Test
    @Proves(Rule.T24)
    final void aSlowBodyIsNoErrorIfEachByteComesInTime() throws IOException {
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            out.write((OK + "Content-Length: 54\r\n\r\n" + FLAC_LIKE).getBytes(StandardCharsets.ISO_8859_1));
            for (byte c : "trickle-more".getBytes(StandardCharsets.ISO_8859_1)) {
                out.write(c);
                Thread.sleep(LIMIT.toMillis() / 4);
            }
        }));
        try (AudioStream audio =
                at(raw.url(), Timeouts.defaults().withIdle(longerLimit())).open(RUN)) {
            assertEquals(54, audio.readAllBytes().length);
        }
    }

    @Test
    @Proves(Rule.C1)
    final void aSlowSaveIsLimitedByItsDeadline() throws IOException {
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            out.write((OK + "Content-Length: 1000\r\n\r\nfLaC").getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 1_000; i++) {
                out.write('x');
                Thread.sleep(20);
            }
        }));
        TtsResults limited = at(raw.url(), Timeouts.defaults().withTotal(LIMIT));
        assertEndsAtLimit(() -> assertFails(ErrorKind.DEADLINE, () -> limited.save(RUN, target())));
        assertNothingThere();
    }
}
