package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeResponse.Framing;
import io.github.cambtts.testkit.ReceivedRequest;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ProxyException;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections are made, kept and reused, without TLS, over TLS, over HTTP/2 and through a proxy. */
@Tag("connections")
abstract class ConnectionsContract extends SocketFixture {

    private static final String PROXY_USER = AuthenticatingProxy.USER;
    private static final String PROXY_PASSWORD = AuthenticatingProxy.PASSWORD;

    private static final String EMPTY_LINK = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

    @Test
    @Proves(Rule.T14)
    @MayDeviate(Deviation.OPENS_CONNECTIONS_ANEW)
    final void fiftyCallsReuseOneConnection() throws IOException {
        TtsResults results = results();
        for (int i = 0; i < 50; i++) {
            answerAudio(FakeResponse.audio(Content.flacLike(20_000 + i))
                    .framing(i % 2 == 0 ? Framing.LENGTH : Framing.CHUNKED));
            try (AudioStream audio = results.open(RUN)) {
                assertEquals(20_000 + i, audio.readAllBytes().length);
            }
            results.link(RUN);
        }
        answerAudio(FakeResponse.status(404));
        for (int i = 0; i < 10; i++) {
            assertFails(ErrorKind.NOT_FOUND, () -> results.open(RUN));
        }
        assertEquals(1, server().connections());
    }

    @Test
    @Proves(Rule.T14)
    final void aStreamReadToItsAnnouncedLengthReleasesItsConnection() throws IOException {
        TtsResults results = results();
        answerAudio(FakeResponse.audio(Content.flacLike(30_000)).framing(Framing.LENGTH));
        for (int i = 0; i < 10; i++) {
            try (AudioStream audio = results.open(RUN)) {
                assertEquals(30_000, audio.readNBytes(30_000).length);
            }
        }
        assertEquals(1, server().connections());
    }

    /** Without a body, or with one of no bytes, a response has been read to its end when its headers have come. */
    @Test
    @Proves(Rule.T14)
    @MayDeviate(Deviation.OPENS_CONNECTIONS_ANEW)
    final void anEmptyBodyReleasesItsConnectionUnread() throws IOException {
        for (int call = 0; call < 12; call++) {
            FakeResponse empty = FakeResponse.status(new int[] {200, 204, 404, 503}[call % 4]);
            answerAudio(call % 2 == 0 ? empty : empty.framing(Framing.LENGTH));
            transport()
                    .get(PortRequests.audio(endpoint(), RUN), new AbortSignal())
                    .close();
        }
        // A stack may release a connection in another thread, after the next call has looked for one.
        int connections = server().connections();
        assertTrue(connections <= 6, () -> connections + " connections for 12 empty responses, closed unread");
    }

    @ParameterizedTest
    @Proves(Rule.T14)
    @ValueSource(
            strings = {
                "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 404 Not Found\r\nconnection: Close\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 404 Not Found\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            })
    final void aConnectionThatTheServerWillCloseIsNotReused(String response) throws IOException {
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            out.write(response.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }));
        for (int call = 1; call <= 3; call++) {
            try (TransportResponse closing = transport()
                    .get(
                            PortRequests.audio(new TransportContract.Endpoint(raw.url(), transport(), raw), RUN),
                            new AbortSignal())) {
                assertEquals(404, closing.status());
                readAll(closing);
            }
            assertEquals(call, raw.connections(), "connections to a server that announced to close each");
        }
    }

    /** Such as would make the next request go over TLS, or to another port. */
    @Test
    @Proves(Rule.T5)
    final void noPolicyOfAServerIsKept() throws IOException {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        RawServer other = closedLater(RawServer.responding(EMPTY_LINK));
        RawServer secure = closedLater(RawServer.start(certificate, (number, connection, out) -> {
            out.write(("HTTP/1.1 404 Not Found\r\nStrict-Transport-Security: max-age=3600; includeSubDomains\r\n"
                            + "Alt-Svc: http/1.1=\":" + other.port() + "\"; ma=3600, h2=\":" + other.port()
                            + "\"; ma=3600\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }));
        RawServer plain = closedLater(RawServer.responding(EMPTY_LINK));
        HandshakeCertificates trusting = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        Transport transport = closedLater(
                newTransport(NetworkSettings.defaults().withTrust(trusting.sslContext(), trusting.trustManager())));
        for (int call = 1; call <= 2; call++) {
            transport
                    .get(briefly(secure.url().resolve("/a.flac")), new AbortSignal())
                    .close();
            assertEquals(call, secure.heads().size(), "requests to the server that named another");
            transport
                    .get(briefly(URI.create("http://localhost:" + plain.port() + "/a.flac")), new AbortSignal())
                    .close();
            assertEquals(call, plain.heads().size(), "requests in clear text, as asked for");
        }
        assertEquals(0, other.connections(), "connections to the server that was named");
    }

    private static StorageRequest briefly(URI url) {
        return new StorageRequest(url, PortRequests.with(), Duration.ofSeconds(2));
    }

    /** The watch over each case compares all headers. */
    @ParameterizedTest
    @Proves(Rule.T4)
    @MayDeviate(Deviation.ADDS_HEADERS)
    @EnumSource(Wire.class)
    final void exactlyTheHeadersAreSentOverEveryWire(Wire wire) throws IOException {
        FakeCambServer server = closedLater(FakeCambServer.start(camb(), wire, 0));
        Transport transport = newTransport(wire, server.networkSettings());
        URI link = resultsAt(server.baseUrl(), transport, builder -> builder)
                .link(RUN)
                .url();
        ResultRequest result =
                PortRequests.audio(new TransportContract.Endpoint(server.baseUrl(), transport, server), RUN);
        Map<String, String> headers =
                PortRequests.with("Range", "bytes=10-", "If-Match", "\"1\"", "X-Empty", "", "traceparent", "00-1");
        Map<String, String> withKey = new HashMap<>(headers);
        withKey.put("x-api-key", KEY);
        for (TransportRequest request : List.of(
                new StorageRequest(link, headers, result.connectTimeout()),
                new ResultRequest(
                        result.baseUrl(), result.runId(), result.outputType(), withKey, result.connectTimeout()))) {
            transport.get(request, new AbortSignal()).close();
            List<ReceivedRequest> received = camb().requests();
            ReceivedRequest sent = received.get(received.size() - 1);
            Map<String, List<String>> expected = new TreeMap<>();
            request.headers().forEach((name, value) -> expected.put(name.toLowerCase(Locale.ROOT), List.of(value)));
            Map<String, List<String>> there = new TreeMap<>(sent.headers());
            there.keySet().removeIf(name -> Watch.FRAMING.contains(name) || name.startsWith(":"));
            assertEquals(expected, there);
        }
    }

    @Test
    @Proves(Rule.T2)
    final void aConnectionThatTheServerClosedIsReplaced() throws Exception {
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            out.write(EMPTY_LINK.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            connection.close();
        }));
        TtsResults results = at(raw.url(), Timeouts.defaults());
        for (int i = 0; i < 5; i++) {
            assertFails(ErrorKind.NOT_FOUND, () -> results.link(RUN));
        }
        assertEquals(5, raw.heads().size());
    }

    @Test
    @Proves(Rule.T2)
    final void aStaleConnectionIsReplacedOnlyOnce() throws Exception {
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            if (number == 1) {
                out.write(EMPTY_LINK.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            } else {
                connection.close();
            }
        }));
        TtsResults results = at(raw.url(), Timeouts.defaults());
        assertFails(ErrorKind.NOT_FOUND, () -> results.link(RUN));
        assertFails(ErrorKind.RESET, () -> results.link(RUN));
        assertEquals(
                3, raw.heads().size(), "requests sent: one answered, one on the stale connection, one on a new one");
    }

    @ParameterizedTest
    @Proves(Rule.T15)
    @CsvSource({
        "PLAIN, LENGTH, true", "PLAIN, LENGTH, false", "PLAIN, CHUNKED, true", "PLAIN, CHUNKED, false",
        "TLS, LENGTH, true", "TLS, LENGTH, false", "TLS, CHUNKED, true", "TLS, CHUNKED, false",
    })
    final void unrequestedBytesAreNotTheNextResponse(Wire wire, Framing framing, boolean atOnce) throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch added = new CountDownLatch(1);
        RawServer.Script script = (number, connection, out) -> {
            String own = audio(framing, FLAC_LIKE + "-own-" + number);
            String others = audio(framing, FLAC_LIKE + "-others");
            out.write((number == 1 && atOnce ? own + others : own).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            if (number == 1 && !atOnce && read.await(10, TimeUnit.SECONDS)) {
                out.write(others.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
            added.countDown();
        };
        RawServer raw = closedLater(wire == Wire.TLS ? RawServer.start(certificate, script) : RawServer.start(script));
        HandshakeCertificates trusting = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        Transport transport = closedLater(
                newTransport(NetworkSettings.defaults().withTrust(trusting.sslContext(), trusting.trustManager())));
        TtsResults results = resultsAt(raw.url(), transport, builder -> builder);
        try (AudioStream audio = results.open(RUN)) {
            assertEquals(FLAC_LIKE + "-own-1", new String(audio.readAllBytes(), StandardCharsets.ISO_8859_1));
        }
        read.countDown();
        assertTrue(added.await(10, TimeUnit.SECONDS));
        // Gives a stack that watches its idle connections the time to notice the bytes.
        Thread.sleep(100);
        for (int i = 0; i < 3; i++) {
            try (AudioStream audio = results.open(RUN)) {
                String received = new String(audio.readAllBytes(), StandardCharsets.ISO_8859_1);
                assertTrue(received.startsWith(FLAC_LIKE + "-own-"), received);
            }
        }
    }

    private static String audio(Framing framing, String body) {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: audio/flac\r\n";
        return framing == Framing.LENGTH
                ? head + "Content-Length: " + body.length() + "\r\n\r\n" + body
                : head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                        + "\r\n0\r\n\r\n";
    }

    @Test
    @Proves(Rule.T16)
    final void closingEarlyDropsTheConnection() throws Exception {
        CountDownLatch dropped = new CountDownLatch(1);
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Type: audio/flac\r\nContent-Length: 9000\r\n\r\nfLaC-and-more"
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            if (isDropped(connection)) {
                dropped.countDown();
            }
        }));
        AudioStream audio = at(raw.url(), Timeouts.defaults()).open(RUN);
        assertEquals('f', audio.read());
        audio.close();
        assertTrue(dropped.await(10, TimeUnit.SECONDS), "the connection is still open");
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

    @Test
    @Proves(Rule.T17)
    final void twoTransportsWorkAtOnce() throws IOException {
        Transport other = closedLater(newTransport(NetworkSettings.defaults()));
        TtsResults one = results();
        TtsResults two = resultsAt(server().baseUrl(), other, builder -> builder);
        try (AudioStream first = one.open(RUN);
                AudioStream second = two.open(RUN)) {
            assertArrayEquals(first.readAllBytes(), second.readAllBytes());
        }
    }

    @Test
    @Proves(Rule.T27)
    final void aRefusedConnectionIsAConnectError() throws IOException {
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        int free = taken.getLocalPort();
        taken.close();
        assertFault(
                "refused",
                ErrorKind.CONNECT,
                0,
                at(URI.create("http://127.0.0.1:" + free), Timeouts.defaults()),
                () -> 0);
    }

    @Test
    @Proves(Rule.T27)
    final void anUnknownHostIsADnsError() {
        assertFault(
                "unknown host",
                ErrorKind.DNS,
                0,
                resultsAt(URI.create("https://nowhere.invalid"), transport(), builder -> builder),
                () -> 0);
    }

    @ParameterizedTest
    @Proves({Rule.T18, Rule.T28})
    @EnumSource(
            value = Wire.class,
            names = {"TLS", "TLS_HTTP_2"})
    final void anUntrustedCertificateIsATlsError(Wire wire) throws IOException {
        FakeCambServer untrusted = closedLater(FakeCambServer.start(camb(), wire, 0));
        Transport withoutTrust = newTransport(wire, NetworkSettings.defaults());
        assertFault(
                "untrusted certificate",
                ErrorKind.TLS,
                0,
                resultsAt(untrusted.baseUrl(), withoutTrust, builder -> builder),
                () -> camb().requests().size());
    }

    @ParameterizedTest
    @Proves({Rule.T18, Rule.T19})
    @EnumSource(
            value = Wire.class,
            names = {"TLS", "TLS_HTTP_2"})
    final void audioComesOverTls(Wire wire) throws IOException {
        TtsResults results = over(wire, Timeouts.defaults());
        camb().run(RUN.value()).audio(Content.wav(5_000_000));
        try (AudioStream audio = results.open(RUN)) {
            assertArrayEquals(Content.wav(5_000_000).bytes(), audio.readAllBytes());
        }
        assertTrue(results.link(RUN).url().toString().startsWith("https://"));
    }

    @Test
    @Proves(Rule.T19)
    @MayDeviate(Deviation.NO_HTTP_2)
    final void overHttp2ExchangesShareOneConnection() throws IOException {
        CountDownLatch rest = new CountDownLatch(1);
        answerAudio(FakeResponse.audio(Content.flacLike(20_000)).pauseAfter(10_000, rest));
        FakeCambServer server = closedLater(FakeCambServer.start(camb(), Wire.TLS_HTTP_2, 0));
        TtsResults results =
                resultsAt(server.baseUrl(), newTransport(Wire.TLS_HTTP_2, server.networkSettings()), each -> each);
        try (AudioStream first = results.open(RUN);
                AudioStream second = results.open(RUN)) {
            rest.countDown();
            assertEquals(20_000, first.readAllBytes().length);
            assertEquals(20_000, second.readAllBytes().length);
        } finally {
            rest.countDown();
        }
        assertEquals(1, server.connections(), "connections for two exchanges at once");
    }

    @Test
    @Proves(Rule.T19)
    final void http11IsUsedIfTheServerOffersNothingElse() throws IOException {
        FakeCambServer server = closedLater(FakeCambServer.start(camb(), Wire.TLS, 0));
        Transport transport = closedLater(newHttp2Transport(server.networkSettings()));
        try (AudioStream audio =
                resultsAt(server.baseUrl(), transport, each -> each).open(RUN)) {
            assertEquals(Content.speech().length(), audio.readAllBytes().length);
        }
    }

    @Test
    @Proves(Rule.T25)
    final void anInterruptEndsOneCallAndNoOther() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        answerAudio(FakeResponse.audio(Content.flacLike(200_000)).pauseAfter(100_000, gate));
        RunId interrupted = RunId.of(RUN.value() + 1);
        camb().run(interrupted.value())
                .answers(
                        OutputType.RAW_BYTES,
                        FakeResponse.audio(Content.flacLike(200_000)).stallAfter(100_000));
        TtsResults results = over(Wire.TLS_HTTP_2, Timeouts.defaults());
        try (AudioStream audio = results.open(RUN)) {
            assertEquals(50_000, audio.readNBytes(50_000).length);
            for (int i = 0; i < 100; i++) {
                Thread caller = Thread.currentThread();
                long delayNanos = ThreadLocalRandom.current().nextLong(0, 3_000_000);
                Thread other = new Thread(() -> {
                    LockSupport.parkNanos(delayNanos);
                    caller.interrupt();
                });
                other.start();
                assertFails(ErrorKind.CANCELLED, () -> {
                    try (AudioStream cancelled = results.open(interrupted)) {
                        cancelled.readAllBytes();
                    }
                });
                assertTrue(Thread.interrupted());
                other.join();
            }
            gate.countDown();
            assertEquals(150_000, audio.readAllBytes().length);
        } finally {
            gate.countDown();
        }
    }

    @Test
    @Proves(Rule.C1)
    final void aLinkFromTlsToPlainHttpIsUnsafe() throws IOException {
        answerLink(FakeResponse.link("http://127.0.0.1:1/a.flac"));
        TtsResults results = over(Wire.TLS, Timeouts.defaults());
        assertFails(ErrorKind.UNSAFE_URL, () -> results.link(RUN));
    }

    @Test
    @Proves(Rule.C1)
    final void storageIsNotFollowedFromTlsToPlainHttp() throws IOException {
        camb().run(RUN.value())
                .storageAnswers(
                        FakeResponse.status(302).header("Location", server().storageUrl() + "/audio/12345.flac"));
        TtsResults results = over(Wire.TLS, Timeouts.defaults());
        assertFails(
                ErrorKind.UNEXPECTED_REDIRECT,
                () -> results.save(RUN, target(), SaveOptions.defaults().withOutputType(OutputType.FILE_URL)));
        assertEquals(1, requestsToStorage().size());
        assertNothingThere();
    }

    @Test
    @Proves(Rule.T20)
    final void theRequestIsSentToTheProxy() throws IOException {
        RawServer proxy = closedLater(RawServer.responding("HTTP/1.1 200 OK\r\nContent-Type: audio/flac\r\n"
                + "Content-Length: 42\r\nConnection: close\r\n\r\n" + FLAC_LIKE));
        Transport proxied = closedLater(newTransport(NetworkSettings.defaults().withProxy("127.0.0.1", proxy.port())));
        try (AudioStream audio = resultsAt(
                        URI.create("http://camb.invalid/apis"), proxied, TtsResultsBuilder::allowPlainHttp)
                .open(RUN)) {
            assertEquals(42, audio.readAllBytes().length);
        }
        assertTrue(
                proxy.heads().get(0).startsWith("GET http://camb.invalid/apis/tts-result/12345?"),
                proxy.heads().get(0));
    }

    @ParameterizedTest
    @Proves(Rule.T20)
    @EnumSource(
            value = Wire.class,
            names = {"PLAIN", "TLS"})
    final void aProxyThatDemandsAPasswordReceivesIt(Wire wire) throws IOException {
        AuthenticatingProxy proxy = closedLater(AuthenticatingProxy.start(PROXY_USER, PROXY_PASSWORD));
        FakeCambServer behind = closedLater(FakeCambServer.start(camb(), wire, 0));
        Content content = Content.flac(100_000);
        camb().run(RUN.value()).audio(content);
        TtsResults results = through(proxy.port(), behind, PROXY_PASSWORD);
        results.save(RUN, target(), SaveOptions.defaults().withOutputType(OutputType.FILE_URL));
        assertOnlyTarget(content);
        try (AudioStream audio = results.open(RUN)) {
            assertArrayEquals(content.bytes(), audio.readAllBytes());
        }
        assertTrue(proxy.upstreamConnections() >= 2, "the proxy was not used");
        for (ReceivedRequest request : camb().requests()) {
            assertFalse(
                    request.headers().keySet().stream().anyMatch(name -> name.startsWith("proxy-")), request::toString);
            assertNoProxySecret(request.headers().toString());
        }
        proxy.forwardedHeads().forEach(ConnectionsContract::assertNoProxySecret);
    }

    private static void assertNoProxySecret(String sent) {
        String credential = new NetworkSettings.ProxyCredentials(PROXY_USER, PROXY_PASSWORD).basic();
        assertFalse(sent.contains(PROXY_PASSWORD), "the password was forwarded");
        assertFalse(sent.contains(credential.substring("Basic ".length())), "the credential was forwarded");
    }

    /** How a proxy fails. */
    enum FailingProxy {
        DOWN(""),
        CLOSING(""),
        NOT_HTTP("SSH-2.0-server\r\n\r\n"),
        FORBIDDING("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
        REFUSING("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\n"
                + "Content-Length: 0\r\nConnection: close\r\n\r\n"),
        WITHOUT_ROUTE("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        private final String response;

        FailingProxy(String response) {
            this.response = response;
        }
    }

    /** The server could be reached without it. */
    @ParameterizedTest
    @Proves({Rule.T1, Rule.T20})
    @EnumSource
    final void nothingGoesPastAProxyThatFails(FailingProxy failing) throws IOException {
        for (Wire wire : new Wire[] {Wire.PLAIN, Wire.TLS}) {
            FakeCambServer server = closedLater(FakeCambServer.start(camb(), wire, 0));
            RawServer proxy = closedLater(RawServer.responding(failing.response));
            if (failing == FailingProxy.DOWN) {
                proxy.close();
            }
            Transport proxied =
                    closedLater(newTransport(server.networkSettings().withProxy("127.0.0.1", proxy.port())));
            ResultRequest request =
                    PortRequests.audio(new TransportContract.Endpoint(server.baseUrl(), proxied, server), RUN);
            try (TransportResponse response = proxied.get(request, new AbortSignal())) {
                assertTrue(response.status() >= 400, () -> "status " + response.status());
            } catch (IOException | RuntimeException e) {
                assertFalse(e instanceof IllegalStateException, e::toString);
            }
            assertEquals(0, server.connections(), "connections past the proxy");
            if (failing != FailingProxy.DOWN && failing != FailingProxy.CLOSING) {
                assertEquals(1, proxy.heads().size(), () -> "requests to the proxy: " + proxy.heads());
            }
        }
    }

    @ParameterizedTest
    @Proves({Rule.T1, Rule.T20})
    @MayDeviate(Deviation.RESENDS)
    @ValueSource(strings = {"http", "https"})
    final void aProxyThatClosesIsAskedOnce(String scheme) throws IOException {
        RawServer proxy = closedLater(RawServer.responding(""));
        Transport proxied = closedLater(newTransport(NetworkSettings.defaults().withProxy("127.0.0.1", proxy.port())));
        URI url = URI.create(scheme + "://camb.invalid/a.flac");
        assertThrows(IOException.class, () -> proxied.get(PortRequests.storage(url), new AbortSignal()));
        assertEquals(1, proxy.heads().size(), () -> "requests to the proxy: " + proxy.heads());
    }

    @Test
    @Alone
    @Proves(Rule.T20)
    final void theJvmsProxyIsUsedIfTheSettingsNameNone() throws IOException {
        RawServer proxy = closedLater(
                RawServer.responding("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n" + "Connection: close\r\n\r\n"));
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                if ("camb.invalid".equals(uri.getHost())) {
                    return List.of(new Proxy(
                            Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())));
                }
                return before == null ? List.of(Proxy.NO_PROXY) : before.select(uri);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
        try (Transport transport = newTransport(NetworkSettings.defaults())) {
            // The selector is asked for each request: this one goes direct.
            assertTrue(readAll(closedLater(transport.get(PortRequests.audio(endpoint(), RUN), new AbortSignal())))
                            .length
                    > 0);
            for (String scheme : new String[] {"http", "https"}) {
                URI url = URI.create(scheme + "://camb.invalid/a.flac");
                try (TransportResponse response = transport.get(PortRequests.storage(url), new AbortSignal())) {
                    assertEquals(403, response.status());
                } catch (IOException e) {
                    assertEquals("https", scheme, e::toString);
                }
            }
        } finally {
            ProxySelector.setDefault(before);
        }
        assertEquals(
                List.of("GET http://camb.invalid/a.flac HTTP/1.1", "CONNECT camb.invalid:443 HTTP/1.1"),
                proxy.heads().stream()
                        .map(head -> head.lines().findFirst().orElse(""))
                        .toList());
    }

    @Test
    @Proves(Rule.T20)
    @MayDeviate(Deviation.ADDS_HEADERS_TO_CONNECT)
    final void connectCarriesNoMoreThanItNeeds() throws IOException {
        RawServer proxy = closedLater(RawServer.responding(FailingProxy.FORBIDDING.response));
        Transport proxied = closedLater(newTransport(NetworkSettings.defaults().withProxy("127.0.0.1", proxy.port())));
        TransportContract.Endpoint behind =
                new TransportContract.Endpoint(URI.create("https://camb.invalid/apis"), proxied, proxy);
        assertThrows(IOException.class, () -> proxied.get(PortRequests.audio(behind, RUN), new AbortSignal()));
        assertEquals(
                List.of(),
                proxy.heads().stream()
                        .map(Watch::moreThanNeeded)
                        .flatMap(Set::stream)
                        .toList());
    }

    @ParameterizedTest
    @Proves(Rule.T20)
    @EnumSource(
            value = Wire.class,
            names = {"PLAIN", "TLS"})
    final void aWrongProxyPasswordIsAProxyError(Wire wire) throws IOException {
        AuthenticatingProxy proxy = closedLater(AuthenticatingProxy.start(PROXY_USER, "an0ther-password"));
        FakeCambServer behind = closedLater(FakeCambServer.start(camb(), wire, 0));
        TtsResults results = through(proxy.port(), behind, PROXY_PASSWORD);
        TtsException failure = assertFails(ErrorKind.PROXY, () -> results.open(RUN));
        String credential = new NetworkSettings.ProxyCredentials(PROXY_USER, PROXY_PASSWORD).basic();
        Secrets.assertAbsent(failure, PROXY_PASSWORD, credential.substring("Basic ".length()));
        assertEquals(0, proxy.upstreamConnections());
        assertRequests(0);
    }

    private TtsResults through(int proxyPort, FakeCambServer server, String password) {
        NetworkSettings network = server.networkSettings().withProxy("127.0.0.1", proxyPort, PROXY_USER, password);
        return resultsAt(server.baseUrl(), closedLater(newTransport(network)), builder -> builder);
    }

    @ParameterizedTest
    @Proves(Rule.T20)
    @ValueSource(strings = {"http", "https"})
    final void aProxyThatRefusesIsAProxyError(String scheme) throws IOException {
        RawServer proxy = closedLater(RawServer.responding("HTTP/1.1 407 Proxy Authentication Required\r\n"
                + "Proxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        Transport proxied = closedLater(newTransport(NetworkSettings.defaults().withProxy("127.0.0.1", proxy.port())));
        assertFault(
                "proxy answers 407, " + scheme,
                ErrorKind.PROXY,
                1,
                resultsAt(URI.create(scheme + "://camb.invalid/apis"), proxied, TtsResultsBuilder::allowPlainHttp),
                () -> proxy.heads().size());
    }

    @ParameterizedTest
    @Proves(Rule.T20)
    @ValueSource(booleans = {true, false})
    final void aProxyThatRefusesWithAPageIsAProxyError(boolean lengthSent) throws IOException {
        assertRefusedWithAPage("http", lengthSent);
    }

    @ParameterizedTest
    @Proves(Rule.T20)
    @MayDeviate(Deviation.OTHER_PROXY_FAILURES)
    @ValueSource(booleans = {true, false})
    final void aProxyThatRefusesToConnectWithAPageIsAProxyError(boolean lengthSent) throws IOException {
        assertRefusedWithAPage("https", lengthSent);
    }

    /** Real proxies send a page with the 407; this one is longer than a transport should read. */
    private void assertRefusedWithAPage(String scheme, boolean lengthSent) throws IOException {
        String page = "<html>" + "Access denied. ".repeat(20_000) + "</html>";
        RawServer proxy = closedLater(RawServer.responding("HTTP/1.1 407 Proxy Authentication Required\r\n"
                + "Proxy-Authenticate: Basic realm=\"p\"\r\nContent-Type: text/html\r\n"
                + (lengthSent ? "Content-Length: " + page.length() + "\r\n" : "") + "Connection: close\r\n\r\n"
                + page));
        Transport proxied = closedLater(newTransport(NetworkSettings.defaults().withProxy("127.0.0.1", proxy.port())));
        assertFault(
                "proxy answers 407 with a page, " + scheme + (lengthSent ? "" : ", no length"),
                ErrorKind.PROXY,
                1,
                resultsAt(URI.create(scheme + "://camb.invalid/apis"), proxied, TtsResultsBuilder::allowPlainHttp),
                () -> proxy.heads().size());
    }

    private static final int PAGE_BYTES = 1 << 16;

    /** More than what sockets hold. */
    private static final int PAGES = 1_000;

    @ParameterizedTest
    @Proves({Rule.T20, Rule.T31})
    @ValueSource(ints = {403, 407})
    final void anEndlessPageOfAProxyIsNotRead(int status) throws IOException {
        AtomicInteger pages = new AtomicInteger();
        RawServer proxy = closedLater(RawServer.start((number, connection, out) -> {
            out.write(("HTTP/1.1 " + status + " No\r\nProxy-Authenticate: Basic realm=\"p\"\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            while (pages.get() < PAGES) {
                out.write(new byte[PAGE_BYTES]);
                pages.incrementAndGet();
            }
            connection.close();
        }));
        Transport proxied = closedLater(newTransport(NetworkSettings.defaults().withProxy("127.0.0.1", proxy.port())));
        // A stack may return the refusal.
        try (TransportResponse refusal =
                proxied.get(PortRequests.storage(URI.create("https://camb.invalid/a.flac")), new AbortSignal())) {
            assertEquals(status, refusal.status());
        } catch (IOException | RuntimeException e) {
            assertFalse(e instanceof EOFException, e::toString);
        }
        assertTrue(pages.get() < PAGES, "the page of the proxy was read to its end");
    }

    @Test
    @Proves(Rule.T20)
    @MayDeviate(Deviation.OTHER_PROXY_FAILURES)
    final void aProxyThatForbidsTheServerIsAProxyError() throws IOException {
        assertTunnelFails(403, ErrorKind.PROXY);
    }

    /** The server may be back in a moment: such a failure is retried. */
    @ParameterizedTest
    @Proves(Rule.T20)
    @MayDeviate(Deviation.OTHER_PROXY_FAILURES)
    @ValueSource(ints = {500, 502, 503, 504})
    final void aProxyThatCannotConnectIsAConnectError(int status) throws IOException {
        assertTunnelFails(status, ErrorKind.CONNECT);
    }

    private void assertTunnelFails(int status, ErrorKind kind) throws IOException {
        RawServer proxy = closedLater(RawServer.responding(
                "HTTP/1.1 " + status + " No tunnel\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        Transport proxied = closedLater(newTransport(NetworkSettings.defaults().withProxy("127.0.0.1", proxy.port())));
        assertFault(
                "proxy answers " + status + " to CONNECT",
                kind,
                1,
                resultsAt(URI.create("https://camb.invalid/apis"), proxied, builder -> builder),
                () -> proxy.heads().size());
        Throwable thrown = assertThrows(
                IOException.class,
                () -> proxied.get(PortRequests.storage(URI.create("https://camb.invalid/a.flac")), new AbortSignal()));
        while (!(thrown instanceof ProxyException) && thrown.getCause() != null) {
            thrown = thrown.getCause();
        }
        assertEquals(status, assertInstanceOf(ProxyException.class, thrown).status(), "status of the exception");
    }
}
