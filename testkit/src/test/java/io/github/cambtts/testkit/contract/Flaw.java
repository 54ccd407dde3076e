package io.github.cambtts.testkit.contract;

import static io.github.cambtts.testkit.contract.Breakage.call;
import static io.github.cambtts.testkit.contract.Breakage.client;
import static io.github.cambtts.testkit.contract.Breakage.failure;
import static io.github.cambtts.testkit.contract.Breakage.json;
import static io.github.cambtts.testkit.contract.Breakage.read;
import static io.github.cambtts.testkit.contract.Breakage.response;
import static io.github.cambtts.testkit.contract.Breakage.resultRequest;
import static io.github.cambtts.testkit.contract.Breakage.storageRequest;
import static java.util.concurrent.CompletableFuture.delayedExecutor;

import io.github.cambtts.OutputType;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ProxyException;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;

/** One thing that a transport may do wrong, and the cases of the contract that must notice. */
enum Flaw {
    FOLLOWS_REDIRECTS(
            client(builder -> builder.followRedirects(HttpClient.Redirect.ALWAYS)),
            "aRedirectOfTheApiIsAnErrorAndNotFollowed",
            "everyResponseOfStorageIsToldRedirectsToo"),
    TRUSTS_EVERYBODY(
            client(builder -> builder.sslContext(CredulousTrust.context())), "anUntrustedCertificateIsToldAsSuch"),
    IGNORES_THE_PROXY(network -> new PlainTransport(NetworkSettings.defaults()), "aProxyIsAskedInsteadOfTheServer"),
    NEVER_REUSES_A_CONNECTION(Flaw::neverReusing, "fiftyCallsReuseOneConnection"),
    READS_WHAT_CAME_UNASKED(network -> new KeptSocketTransport(), "whatFollowsAnAnswerIsNotTheNextOne"),
    TAKES_A_SIZE_OF_TOO_MANY_BITS_FOR_THE_REST(
            network -> new KeptSocketTransport(), "aChunkSizeOfTooManyBitsNeverEndsAWholeRecording"),

    SENDS_THE_KEY_TO_STORAGE(
            storageRequest(request -> new StorageRequest(
                    request.url(),
                    with(request.headers(), "x-api-key", ContractFixture.KEY),
                    request.connectTimeout())),
            "storageIsAskedWithoutTheKeyAndWithTheUrlToTheLetter"),
    ENCODES_URLS_ANEW(
            storageRequest(request -> new StorageRequest(
                    URI.create(request.url().toString().replace("%20", "+")),
                    request.headers(),
                    request.connectTimeout())),
            "storageIsAskedWithoutTheKeyAndWithTheUrlToTheLetter"),
    IGNORES_THE_OUTPUT_TYPE(
            resultRequest(request -> new ResultRequest(
                    request.baseUrl(),
                    request.runId(),
                    OutputType.RAW_BYTES.wireValue(),
                    request.headers(),
                    request.connectTimeout())),
            "aLinkIsAskedForByOutputType"),
    ADDS_A_HEADER(resultRequest(request -> headed(request, "Cookie", "a=b")), "theHeadersAreTheLibrarysAndNoOthers"),
    ASKS_FOR_GZIP(
            resultRequest(request -> headed(request, "Accept-Encoding", "gzip")),
            "theHeadersAreTheLibrarysAndNoOthers"),

    SENDS_ONLY_HEADERS_IT_KNOWS(
            resultRequest(request -> only(request, Set.of("Accept", "Accept-Encoding", "User-Agent", "x-api-key"))),
            "aHeaderOfTheHostsGoesToTheApiAndNotToStorage"),
    TELLS_EVERY_SERVER_THE_PROXYS_PASSWORD(
            network -> new Breakage.Broken(
                    new PlainTransport(network),
                    (right, request, signal) -> right.get(
                            request instanceof ResultRequest result
                                            && network.credentials().isPresent()
                                    ? headed(
                                            result,
                                            "X-Forwarded-For",
                                            network.credentials().get().basic())
                                    : request,
                            signal),
                    json -> json),
            "aProxyThatDemandsAPasswordIsToldIt"),
    KEEPS_THE_PASSWORD_FROM_THE_PROXY(
            network -> new PlainTransport(new NetworkSettings(network.proxy(), Optional.empty(), network.trust())),
            "aProxyThatDemandsAPasswordIsToldIt"),
    SHOWS_THE_PROXYS_PASSWORD(
            network -> new Breakage.Broken(
                    new PlainTransport(network),
                    (right, request, signal) -> {
                        TransportResponse response;
                        try {
                            response = right.get(request, signal);
                        } catch (IOException e) {
                            throw new ProxyException("refused " + network.credentials());
                        }
                        if (response.status() != 407) {
                            return response;
                        }
                        response.close();
                        throw new ProxyException(
                                "refused " + network.credentials().map(NetworkSettings.ProxyCredentials::password));
                    },
                    json -> json),
            "aWrongPasswordIsTheProxysRefusal"),

    HIDES_THE_CONTENT_CODING(response(Flaw::withoutCoding), "aCompressedBodyIsRefusedAndNotInflated"),
    SWALLOWS_TRUNCATION(
            read((response, target) -> {
                try {
                    return response.read(target);
                } catch (IOException e) {
                    return -1;
                }
            }),
            "aBodyCutShortIsTruncatedWhateverItsSize",
            "anEarlyEndIsTruncation"),
    CALLS_A_RESET_AN_END(
            read((response, target) -> {
                try {
                    return response.read(target);
                } catch (IOException e) {
                    throw new EOFException("the end");
                }
            }),
            "aResetInTheBodyIsToldAsSuch"),
    CHANGES_A_BYTE(
            read((response, target) -> {
                int from = target.position();
                int read = response.read(target);
                if (read > 100) {
                    target.put(from + 99, (byte) ~target.get(from + 99));
                }
                return read;
            }),
            "everyByteIsReceivedWhateverTheFraming"),
    DROPS_AN_ERRORS_BODY(
            read((response, target) -> response.status() >= 400 ? -1 : response.read(target)),
            "anErrorStatusSaysWhatTheServerSays"),
    BUFFERS_THE_BODY(
            response(Flaw::buffered),
            "firstBytesAreReadableBeforeTheServerHasFinished",
            "theBodyIsNotBufferedAhead",
            "headersAreToldBeforeTheBodyIsThere"),
    LIMITS_THE_BODY_BY_ITSELF(
            response(response -> {
                delayedExecutor(500, TimeUnit.MILLISECONDS).execute(response::close);
                return response;
            }),
            "aCallerThatTakesItsTimeNeverTimesOut"),

    RETRIES_BY_ITSELF(
            call((right, request, signal) -> {
                TransportResponse first = right.get(request, signal);
                if (first.status() != 503) {
                    return first;
                }
                first.close();
                return right.get(request, signal);
            }),
            "anErrorStatusSaysWhatTheServerSays",
            "aStatusThatMayPassIsTriedAgainAsOftenAsAllowed",
            "everyAttemptAndItsResponseAreTold"),
    WAKES_NOBODY_IN_TIME(
            call((right, request, signal) -> {
                AbortSignal late = new AbortSignal();
                signal.onAbort(() -> delayedExecutor(3, TimeUnit.SECONDS).execute(late::abort));
                return right.get(request, late);
            }),
            "theTransportsSignalAloneWakesAThreadThatWaitsForHeaders",
            "theTransportsSignalAloneWakesAThreadThatWaitsForBytes",
            "aBodyThatStallsIsAnIdleTimeout"),
    LOOKS_NAMES_UP_IN_THE_CALLERS_THREAD(
            call((right, request, signal) -> {
                signal.connecting();
                InetAddress unused = InetAddress.getByName(request.url().getHost());
                return right.get(request, signal);
            }),
            "aLookUpThatTakesLongIsAConnectTimeout",
            "theWholeCallIsLimitedDuringALookUp",
            "aCallIsCalledOffDuringALookUp"),
    DOES_NOT_SAY_THAT_IT_CONNECTS(
            call((right, request, signal) -> {
                AbortSignal other = new AbortSignal();
                signal.onAbort(other::abort);
                return right.get(request, other);
            }),
            "aLookUpThatTakesLongIsAConnectTimeout",
            "aProxyThatDoesNotConnectInTimeIsAConnectTimeout"),
    LEAKS_THE_CONNECTION(call(Flaw::leaking), "closingEarlyDropsTheConnection"),

    TAKES_A_PROXYS_REFUSAL_FOR_A_BROKEN_CONNECTION(
            response(response -> {
                if (response.status() == 407) {
                    response.close();
                    throw new IOException("the connection was closed");
                }
                return response;
            }),
            "aProxyThatRefusesWithAPageIsToldAsSuch"),
    LOSES_THE_CAUSE(
            failure((request, fault) -> new IOException("it did not work")),
            "anUnknownHostIsToldAsSuch",
            "aRefusedConnectionIsToldAsSuch",
            "anUntrustedCertificateIsToldAsSuch",
            "aFloodIsAProtocolError"),
    CALLS_GARBAGE_A_BREAK(
            read((response, target) -> {
                try {
                    return response.read(target);
                } catch (IOException e) {
                    throw new IOException("the connection broke", e.getCause());
                }
            }),
            "aChunkSizeThatIsNoneIsAProtocolError",
            "aFloodIsAProtocolError"),
    CALLS_EVERY_END_A_BREAK(
            read((response, target) -> {
                int read;
                try {
                    read = response.read(target);
                } catch (IOException e) {
                    read = -1;
                }
                if (read < 0) {
                    throw new IOException("the connection broke");
                }
                return read;
            }),
            "aFloodAfterTheLastChunkIsAProtocolErrorOrNotRead"),
    REFUSES_SMALL_PIECES(
            read((response, target) -> {
                int read = response.read(target);
                if (read > 0 && read < 4) {
                    throw new ProtocolException("not a whole line");
                }
                return read;
            }),
            "aChunkSizeMayComeInPieces"),
    CALLS_A_BROKEN_HANDSHAKE_REFUSED(
            failure((request, fault) -> new SSLHandshakeException(fault.toString())),
            "aHandshakeThatBreaksOffIsABrokenConnection"),
    CALLS_EVERY_HANDSHAKE_BROKEN(
            failure((request, fault) -> new EOFException(fault.toString())),
            "anAlertOfTheServersIsNoBrokenConnection",
            "aCertificateForAnotherNameIsToldAsSuch"),
    SHOWS_THE_KEY(
            failure((request, fault) -> new IOException("failed to send " + request.headers(), fault)),
            "whatTheTransportItselfThrowsHoldsNoSecret"),
    SHOWS_THE_SIGNATURE(
            failure((request, fault) -> new IOException("failed to get " + request.url(), fault)),
            "whatTheTransportItselfThrowsHoldsNoSecret"),

    READS_JSON_LENIENTLY(
            json(text -> text.strip().replaceFirst("\\}\\s*\\{.*$", "}").replace(",}", "}")),
            "theCodecRefusesWhatIsNotOneDocument",
            "whatIsNotTheDocumentThatTheApiDescribesIsMalformed");

    @SuppressWarnings("ImmutableEnumChecker")
    private final Breakage breakage;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> cases;

    Flaw(Breakage breakage, String... cases) {
        this.breakage = breakage;
        this.cases = List.of(cases);
    }

    /** Returns the names of the cases that must notice. */
    List<String> cases() {
        return cases;
    }

    /** Makes a transport that has this flaw and no other. */
    Transport flawed(NetworkSettings network) {
        return breakage.transport(network);
    }

    private static Transport neverReusing(NetworkSettings network) {
        return new PlainTransport(network) {
            @Override
            HttpClient clientFor(TransportRequest request) {
                return client(request.connectTimeout()).build();
            }
        };
    }

    private static ResultRequest headed(ResultRequest request, String name, String value) {
        return new ResultRequest(
                request.baseUrl(),
                request.runId(),
                request.outputType(),
                with(request.headers(), name, value),
                request.connectTimeout());
    }

    private static ResultRequest only(ResultRequest request, Set<String> names) {
        Map<String, String> fewer = new HashMap<>(request.headers());
        fewer.keySet().retainAll(names);
        return new ResultRequest(
                request.baseUrl(), request.runId(), request.outputType(), fewer, request.connectTimeout());
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return more;
    }

    private static TransportResponse withoutCoding(TransportResponse response) {
        return new AlteredResponse(response) {
            @Override
            public List<String> headers(String name) {
                return name.equalsIgnoreCase("content-encoding") ? List.of() : super.headers(name);
            }
        };
    }

    private static TransportResponse buffered(TransportResponse response) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(16 * 1024);
        // Gives up after a while, so that the case need not.
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        CompletableFuture<Void> giveUp =
                CompletableFuture.runAsync(response::close, delayedExecutor(2, TimeUnit.SECONDS));
        while (response.read(piece.clear()) >= 0 && System.nanoTime() < until) {
            whole.write(piece.array(), 0, piece.position());
        }
        giveUp.cancel(true);
        ReadableByteChannel bytes = Channels.newChannel(new ByteArrayInputStream(whole.toByteArray()));
        return new AlteredResponse(response) {
            @Override
            public int read(ByteBuffer target) throws IOException {
                return bytes.read(target);
            }
        };
    }

    private static TransportResponse leaking(Transport right, TransportRequest request, AbortSignal signal)
            throws IOException {
        return new AlteredResponse(right.get(request, new AbortSignal())) {
            @Override
            public void close() {}
        };
    }
}
