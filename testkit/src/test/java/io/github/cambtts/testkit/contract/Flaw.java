package io.github.cambtts.testkit.contract;

import static io.github.cambtts.testkit.contract.Breakage.call;
import static io.github.cambtts.testkit.contract.Breakage.client;
import static io.github.cambtts.testkit.contract.Breakage.closing;
import static io.github.cambtts.testkit.contract.Breakage.decoded;
import static io.github.cambtts.testkit.contract.Breakage.failure;
import static io.github.cambtts.testkit.contract.Breakage.headers;
import static io.github.cambtts.testkit.contract.Breakage.json;
import static io.github.cambtts.testkit.contract.Breakage.read;
import static io.github.cambtts.testkit.contract.Breakage.response;
import static io.github.cambtts.testkit.contract.Breakage.resultRequest;
import static io.github.cambtts.testkit.contract.Breakage.storageRequest;
import static io.github.cambtts.testkit.contract.Breakage.taskRequest;
import static io.github.cambtts.testkit.contract.Breakage.translated;
import static java.util.concurrent.CompletableFuture.delayedExecutor;

import io.github.cambtts.OutputType;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ProxyException;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.TaskRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** One fault that a transport may have, and the cases of the contract that must detect it. */
enum Flaw {
    FOLLOWS_REDIRECTS(
            client(builder -> builder.followRedirects(HttpClient.Redirect.ALWAYS)),
            "aRedirectIsReturnedAndNotFollowed",
            "aRedirectOfATaskIsAnErrorAndNotFollowed",
            "aSaveByLinkFollowsStorageAndRenewsAnExpiredUrl"),
    TRUSTS_EVERYBODY_IN_A_TUNNEL(
            network -> new PlainTransport(
                    network.proxy().isPresent() ? network.withTrust(TrustAll.context(), new TrustAll()) : network),
            "aWrongCertificateIsATlsErrorAlsoThroughAProxy"),
    TRUSTS_AN_EXPIRED_CERTIFICATE(
            network -> new PlainTransport(TrustAll.ofExpired(network)),
            "aWrongCertificateIsATlsErrorAlsoThroughAProxy"),
    TRUSTS_EVERYBODY(client(builder -> builder.sslContext(TrustAll.context())), "anUntrustedCertificateIsATlsError"),
    IGNORES_THE_PROXY(network -> new PlainTransport(NetworkSettings.defaults()), "theRequestIsSentToTheProxy"),
    NEVER_REUSES_A_CONNECTION(Flaw::neverReusing, "fiftyCallsReuseOneConnection"),
    READS_WHAT_CAME_UNASKED(
            network -> new KeptSocketTransport(),
            "unrequestedBytesAreNotTheNextResponse",
            "aByteAfterABodyDisturbsNoLaterCall"),
    TAKES_A_SIZE_OF_TOO_MANY_BITS_FOR_THE_REST(
            network -> new KeptSocketTransport(), "anOverflowingChunkSizeIsNeverAWholeRecording"),

    SENDS_THE_KEY_TO_STORAGE(
            storageRequest(request -> new StorageRequest(
                    request.url(),
                    with(request.headers(), "x-api-key", ContractFixture.KEY),
                    request.connectTimeout())),
            "storageGetsTheUrlUnchangedAndNoKey"),
    ENCODES_URLS_ANEW(
            storageRequest(request -> new StorageRequest(
                    URI.create(request.url().toString().replace("%20", "+")),
                    request.headers(),
                    request.connectTimeout())),
            "storageGetsTheUrlUnchangedAndNoKey"),
    TAKES_A_TASK_FOR_STORAGE(
            taskRequest(request ->
                    new StorageRequest(request.url(), Map.of("Accept", "application/json"), request.connectTimeout())),
            "theStatusOfATaskIsRequestedByItsIdWithTheKey"),
    ASKS_FOR_EVERY_TASK_AT_ONE_PATH(
            taskRequest(request -> new TaskRequest(
                    request.baseUrl(), "tts", request.taskId(), request.headers(), request.connectTimeout())),
            "theStatusOfATaskIsRequestedByItsIdWithTheKey"),
    ENCODES_A_TASKS_ID(
            taskRequest(request -> new TaskRequest(
                    request.baseUrl(),
                    request.collection(),
                    request.taskId().replace("~", "%7E"),
                    request.headers(),
                    request.connectTimeout())),
            "theStatusOfATaskIsRequestedByItsIdWithTheKey"),
    IGNORES_THE_OUTPUT_TYPE(
            resultRequest(request -> new ResultRequest(
                    request.baseUrl(),
                    request.runId(),
                    OutputType.RAW_BYTES.wireValue(),
                    request.headers(),
                    request.connectTimeout())),
            "aLinkIsRequestedByOutputType"),
    ADDS_A_HEADER(resultRequest(request -> headed(request, "Cookie", "a=b")), "onlyTheLibrarysHeadersAreSent"),
    ASKS_FOR_GZIP(
            resultRequest(request -> headed(request, "Accept-Encoding", "gzip")), "onlyTheLibrarysHeadersAreSent"),

    SENDS_ONLY_HEADERS_IT_KNOWS(
            resultRequest(request -> only(request, Set.of("Accept", "Accept-Encoding", "User-Agent", "x-api-key"))),
            "aHeaderFromTheHostGoesToTheApiAndNotToStorage"),
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
            "aProxyThatDemandsAPasswordReceivesIt"),
    KEEPS_THE_PASSWORD_FROM_THE_PROXY(
            network -> new PlainTransport(new NetworkSettings(network.proxy(), Optional.empty(), network.trust())),
            "aProxyThatDemandsAPasswordReceivesIt"),
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
            "aWrongProxyPasswordIsAProxyError"),
    VERIFIES_NO_HOST_NAME(
            network -> new PlainTransport(TrustAll.ofNames(network)), "aCertificateForAnotherNameIsATlsError"),
    IGNORES_THE_TRUST(network -> new PlainTransport(NetworkSettings.defaults()), "audioComesOverTls"),
    SPEAKS_HTTP_1_ONLY(
            client(builder -> builder.version(HttpClient.Version.HTTP_1_1)), "overHttp2ExchangesShareOneConnection"),
    KEEPS_A_STALE_CONNECTION(network -> new KeptSocketTransport(), "aConnectionThatTheServerClosedIsReplaced"),
    TAKES_A_LATER_BODY_FOR_OVERHEAD(
            Flaw::limitingLaterBodies, "aBodyOfAnySizeComesOverTheConnectionThatReplacesAClosedOne"),
    TRIES_ON_AND_ON(
            call((right, request, signal) -> {
                for (int tries = 1; ; tries++) {
                    try {
                        return right.get(request, signal);
                    } catch (IOException e) {
                        if (tries == 3) {
                            throw e;
                        }
                    }
                }
            }),
            "aStaleConnectionIsReplacedOnlyOnce",
            "aConnectionClosedBeforeTheHeadersIsABrokenConnection"),
    CALLS_A_BREAK_GARBAGE(
            failure((request, fault) -> new ProtocolException("not HTTP")),
            "aConnectionClosedBeforeTheHeadersIsABrokenConnection",
            "incompleteHeadersAreABrokenConnection"),
    CUTS_A_LARGE_RUN_ID(
            resultRequest(request -> new ResultRequest(
                    request.baseUrl(),
                    request.runId() & Integer.MAX_VALUE,
                    request.outputType(),
                    request.headers(),
                    request.connectTimeout())),
            "theLargestRunIdIsSentInFull"),
    ENCODES_THE_KEY(
            resultRequest(request -> headed(
                    request,
                    "x-api-key",
                    URLEncoder.encode(request.headers().getOrDefault("x-api-key", ""), StandardCharsets.UTF_8))),
            "aKeyOfAllVisibleCharactersIsSentUnchanged"),
    KEEPS_THE_FIRST_HEADERS(Flaw::keepingTheFirstHeaders, "twoClientsOverOneTransportDoNotMix"),
    SENDS_COOKIES_BACK(
            client(builder -> builder.cookieHandler(new CookieManager())), "nothingOfAResponseIsKeptForTheNextRequest"),
    CACHES_RESPONSES(Flawed.CachingTransport::new, "nothingOfAResponseIsKeptForTheNextRequest"),
    LOGS_THE_HEADERS(
            call((right, request, signal) -> {
                log().fine(() -> "sending " + request.headers());
                return right.get(request, signal);
            }),
            "nothingSecretIsLoggedAtAnyLevel"),
    LOGS_THE_URL(
            call((right, request, signal) -> {
                System.getLogger(Flaw.class.getName()).log(System.Logger.Level.INFO, "getting {0}", request.url());
                return right.get(request, signal);
            }),
            "nothingSecretIsLoggedOrPrinted"),
    LOGS_THE_PATH(
            call((right, request, signal) -> {
                log().info(() -> "getting " + request.url().getPath());
                return right.get(request, signal);
            }),
            "nothingSecretIsLoggedOrPrinted"),
    PRINTS_THE_HEADERS(
            call((right, request, signal) -> {
                System.err.println("sending " + request.headers());
                return right.get(request, signal);
            }),
            "nothingSecretIsLoggedOrPrinted"),
    LOGS_WHAT_IT_THROWS(
            failure((request, fault) -> {
                log().log(Level.WARNING, "failed", new IOException("of " + request.headers(), fault));
                return fault;
            }),
            "nothingSecretIsLoggedOrPrinted"),
    SENDS_ANOTHER_METHOD(
            translated((request, nothing) -> HttpRequest.newBuilder(request, (name, value) -> true)
                    .method("POST", nothing)
                    .build()),
            "audioIsRequestedByRunIdAndOutputTypeWithTheKey"),
    OFFERS_AN_UPGRADE(
            translated((request, nothing) -> HttpRequest.newBuilder(request, (name, value) -> true)
                    .version(HttpClient.Version.HTTP_2)
                    .build()),
            "onlyTheLibrarysHeadersAreSent"),
    ADDS_A_HEADER_FOR_STORAGE(
            storageRequest(request -> new StorageRequest(
                    request.url(), with(request.headers(), "Referer", "here"), request.connectTimeout())),
            "storageGetsTheUrlUnchangedAndNoKey"),
    ACCEPTS_EVERYTHING(
            resultRequest(request -> headed(request, "Accept", "*/*")), "theValuesOfHeadersAreSentUnchanged"),
    ASKS_STORAGE_FOR_GZIP(
            storageRequest(request -> new StorageRequest(
                    request.url(), with(request.headers(), "Accept-Encoding", "gzip"), request.connectTimeout())),
            "theValuesOfHeadersAreSentUnchanged"),
    NAMES_ITSELF_TO_STORAGE(
            storageRequest(request -> new StorageRequest(
                    request.url(), with(request.headers(), "User-Agent", "Stack/1.0"), request.connectTimeout())),
            "theValuesOfHeadersAreSentUnchanged"),
    DROPS_EMPTY_PARAMETERS(
            storageRequest(request -> new StorageRequest(
                    URI.create(request.url().toString().replaceAll("&&+", "&").replaceFirst("&$", "")),
                    request.headers(),
                    request.connectTimeout())),
            "aPresignedPathIsSentUnchanged"),
    MERGES_EMPTY_SEGMENTS(
            storageRequest(request -> new StorageRequest(
                    URI.create(request.url().toString().replaceAll("(?<!:)//", "/")),
                    request.headers(),
                    request.connectTimeout())),
            "aPresignedPathIsSentUnchanged"),
    DECODES_THE_PATH(
            storageRequest(request -> new StorageRequest(
                    URI.create(request.url().toString().replaceAll("%2[fF]", "/")),
                    request.headers(),
                    request.connectTimeout())),
            "aPresignedPathIsSentUnchanged"),
    DECODES_UNRESERVED_CHARACTERS(
            storageRequest(request -> new StorageRequest(
                    URI.create(request.url()
                            .toString()
                            .replace("%41", "A")
                            .replace("%7E", "~")
                            .replace("%2D", "-")),
                    request.headers(),
                    request.connectTimeout())),
            "aPresignedPathIsSentUnchanged"),
    REMOVES_DOT_SEGMENTS(
            storageRequest(request ->
                    new StorageRequest(request.url().normalize(), request.headers(), request.connectTimeout())),
            "aPresignedUrlIsNotNormalised"),

    REVERSES_A_HEADERS_VALUES(
            headers((values, name) -> {
                List<String> reversed = new ArrayList<>(values);
                Collections.reverse(reversed);
                return reversed;
            }),
            "allValuesOfAHeaderAreGivenInTheOrderReceived"),
    DROPS_EMPTY_VALUES(
            headers((values, name) ->
                    values.stream().filter(value -> !value.isEmpty()).toList()),
            "allValuesOfAHeaderAreGivenInTheOrderReceived"),
    GIVES_EQUAL_VALUES_ONCE(
            headers((values, name) -> values.stream().distinct().toList()),
            "allValuesOfAHeaderAreGivenInTheOrderReceived"),
    GIVES_VALUES_IN_LOWER_CASE(
            headers((values, name) ->
                    values.stream().map(value -> value.toLowerCase(Locale.ROOT)).toList()),
            "allValuesOfAHeaderAreGivenInTheOrderReceived"),
    GIVES_ONE_VALUE_OF_A_HEADER(
            headers((values, name) -> values.subList(0, Math.min(1, values.size()))),
            "allValuesOfAHeaderAreGivenInTheOrderReceived"),
    JOINS_A_HEADERS_VALUES(
            headers((values, name) -> values.isEmpty() ? values : List.of(String.join(", ", values))),
            "allValuesOfAHeaderAreGivenInTheOrderReceived"),
    KNOWS_A_HEADER_IN_ONE_CASE(
            headers((values, name) -> name.equals("x-mixed-case") ? List.of() : values),
            "aHeaderIsFoundByItsNameInAnyCase"),

    READS_NOTHING_AT_TIMES(
            read((response, target) -> target.hasArray() && target.limit() % 2 == 0 ? 0 : response.read(target)),
            "aReadFillsFromPositionToLimitAndNoFurther"),
    FILLS_THE_WHOLE_BUFFER(
            read((response, target) -> response.read(target.limit(target.capacity()))),
            "aReadFillsFromPositionToLimitAndNoFurther"),
    FILLS_FROM_THE_START(
            read((response, target) -> response.read(target.position(0))), "aReadFillsFromPositionToLimitAndNoFurther"),
    IGNORES_THE_ARRAY_OFFSET(
            read((response, target) -> {
                if (!target.hasArray()) {
                    return response.read(target);
                }
                int read = response.read(ByteBuffer.wrap(target.array(), target.position(), target.remaining()));
                if (read > 0) {
                    target.position(target.position() + read);
                }
                return read;
            }),
            "aReadFillsFromPositionToLimitAndNoFurther"),
    NEEDS_AN_ARRAY(
            read((response, target) -> {
                ByteBuffer array = ByteBuffer.wrap(target.array(), target.position(), target.remaining());
                int read = response.read(array);
                target.position(array.position());
                return read;
            }),
            "aReadFillsFromPositionToLimitAndNoFurther"),
    ENDS_ONCE(response(Flawed.EndsOnce::new), "theEndOfABodyStaysItsEnd"),
    CLOSES_A_RESPONSE_ONCE(response(Flawed.ClosedOnce::new), "aResponseMayBeClosedAgain"),
    CLOSES_THE_LATEST_WHEN_CLOSED_AGAIN(Flawed.ClosingTransport::new, "closingAResponseAgainDisturbsNoLaterExchange"),
    CLOSES_ONCE(Flawed.ClosesOnce::new, "aTransportMayBeClosedAgain"),
    WAITS_WHEN_CLOSED(
            closing(right -> {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(6));
                right.close();
            }),
            "closingATransportDoesNotWaitForActiveExchanges"),
    KEEPS_CONNECTIONS_WHEN_CLOSED(
            closing(right -> {
                LockSupport.parkNanos(1);
            }),
            "closingTheTransportClosesItsIdleConnections",
            "aClosedTransportConnectsNoMore"),
    DOES_NOT_CLOSE_DURING_AN_EXCHANGE(
            Flawed.KeepingTransport::new, "closingTheTransportDuringAnExchangeKeepsNoConnection"),
    ENDS_THE_EXCHANGES_OF_OTHERS_WHEN_CLOSED(Flawed.EndingTransport::new, "closingATransportEndsNoExchangeOfAnother"),
    KEEPS_A_THREAD_WHEN_CLOSED(
            network -> {
                startThread(() -> LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(1)));
                return new PlainTransport(network);
            },
            "closingTheTransportEndsItsThreads"),
    READS_WHAT_IS_LEFT_WHEN_CLOSED(
            response(response -> new Flawed.DrainedResponse(response, 1 << 20)), "closingDoesNotReadTheRestOfABody"),

    MAKES_FIVE_CONNECTIONS(network -> new Flawed.LimitedTransport(network, 5, true), "manyExchangesRunAtOnce"),
    RUNS_SIXTY_FOUR_AT_ONCE(network -> new Flawed.LimitedTransport(network, 64, true), "manyExchangesRunAtOnce"),
    DOES_ONE_CALL_AT_A_TIME(
            network -> new Flawed.LimitedTransport(network, 1, false),
            "waitingExchangesBlockNoOther",
            "unfinishedConnectionsBlockNoExchange"),
    WAKES_NOBODY(
            call((right, request, signal) -> {
                AbortSignal unrelated = new AbortSignal();
                signal.connecting();
                TransportResponse response = right.get(request, unrelated);
                signal.connected();
                return response;
            }),
            "theTransportsSignalAloneWakesAThreadThatWaitsForHeaders",
            "theTransportsSignalAloneWakesAThreadThatWaitsForBytes",
            "anAbortEndsACallThatIsReplacingAConnection"),
    WAKES_AND_LEAVES_THE_CONNECTION_OPEN(Flawed.LeavingTransport::new, "anAbortDropsTheConnection"),
    IGNORES_AN_EARLIER_ABORT(
            call((right, request, signal) -> right.get(request, signal.isAborted() ? new AbortSignal() : signal)),
            "anExchangeAbortedBeforeItStartsSendsNothing"),
    SENDS_WHAT_WAS_ABORTED_EARLIER(
            call((right, request, signal) -> {
                TransportResponse response = right.get(request, signal.isAborted() ? new AbortSignal() : signal);
                if (signal.isAborted()) {
                    response.close();
                    throw new IOException("aborted");
                }
                return response;
            }),
            "anExchangeAbortedBeforeItStartsSendsNothing"),
    LOSES_AN_ABORT_BETWEEN_READS(
            call((right, request, signal) -> {
                TransportResponse response = right.get(request, signal);
                signal.onAbort(() -> LockSupport.parkNanos(1));
                return response;
            }),
            "anAbortBetweenTwoReadsEndsTheExchange"),
    ABORTS_WHATEVER_IS_UNDER_WAY(Flawed.AbortingTransport::new, "anAbortAfterTheEndDisturbsNoLaterExchange"),
    NEVER_SAYS_THAT_IT_IS_CONNECTED(
            call((right, request, signal) -> {
                AbortSignal other = new AbortSignal();
                signal.onAbort(other::abort);
                signal.connecting();
                return right.get(request, other);
            }),
            "theSignalIsConnectedBeforeHeadersAreReturned"),
    SAYS_LATE_THAT_IT_KEPT_A_CONNECTION(
            Flaw::connectedLate, "onAKeptConnectionTheSignalIsConnectedBeforeTheServerResponds"),
    CUTS_NUMBERS_TO_32_BITS(
            decoded(value -> value instanceof Long number ? (Object) number.intValue() : value),
            "theDecoderReturnsPlainValues"),
    ROUNDS_NUMBERS(
            decoded(value -> value instanceof Number number ? (Object) number.doubleValue() : value),
            "theDecoderReturnsPlainValues"),
    FINDS_MEMBERS_IN_ANY_CASE(decoded(Flaw::caseless), "theDecoderReturnsPlainValues"),
    SKIPS_COMMENTS(json(text -> text.replaceAll("#.*", "")), "theDecoderRejectsWhatIsNotOneDocument"),
    CLOSES_AN_OPEN_DOCUMENT(
            json(text -> text.startsWith("{") && !text.endsWith("}") ? text + "}" : text),
            "theDecoderRejectsWhatIsNotOneDocument"),
    SHOWS_THE_DOCUMENT(Flawed.ShowingDecoder::new, "theDecoderShowsNoLink"),
    PRINTS_THE_DOCUMENT(
            json(text -> {
                System.err.println("decoding " + text);
                return text;
            }),
            "theDecoderShowsNoLink"),
    TAKES_NUMBERS_FOR_TEXT(
            decoded(value -> value instanceof Number ? value.toString() : value), "theDecoderReturnsPlainValues"),

    HIDES_THE_CONTENT_CODING(response(Flaw::withoutCoding), "aCompressedBodyIsRejectedAndNotDecompressed"),
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
    ENDS_AFTER_AN_ERROR(response(Flawed.EndsAfterAnError::new), "aBrokenBodyDoesNotEnd"),
    CALLS_A_RESET_AN_END(
            read((response, target) -> {
                try {
                    return response.read(target);
                } catch (IOException e) {
                    throw new EOFException("the end");
                }
            }),
            "aResetInTheBodyIsAResetError"),
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
            "everyStatusIsReturnedOnceWithItsHeadersAndBody"),
    WAITS_FOR_THE_FIRST_BYTE(response(Flaw::begun), "aResponseIsReturnedBeforeTheFirstByteOfItsBody"),
    BUFFERS_THE_BODY(
            response(Flaw::buffered), "firstBytesAreReadableBeforeTheServerHasFinished", "theBodyIsNotBufferedAhead"),
    LIMITS_THE_BODY_BY_ITSELF(
            response(response -> {
                delayedExecutor(500, TimeUnit.MILLISECONDS).execute(response::close);
                return response;
            }),
            "aSlowReaderNeverTimesOut",
            "aSlowBodyIsNoErrorIfEachByteComesInTime",
            "overTlsAStreamMayPauseLongerThanTheConnectTimeout"),
    LIMITS_AN_EXCHANGE_TO_TEN_SECONDS(
            call((right, request, signal) -> {
                AbortSignal limited = new AbortSignal();
                signal.onAbort(limited::abort);
                delayedExecutor(10, TimeUnit.SECONDS).execute(limited::abort);
                return right.get(request, limited);
            }),
            "aLongPauseIsNoTimeout"),

    RETRIES_BY_ITSELF(
            call((right, request, signal) -> {
                TransportResponse first = right.get(request, signal);
                if (first.status() != 503) {
                    return first;
                }
                first.close();
                return right.get(request, signal);
            }),
            "everyStatusIsReturnedOnceWithItsHeadersAndBody",
            "transientFailuresAreRetriedAndCounted"),
    WAKES_NOBODY_IN_TIME(
            call((right, request, signal) -> {
                AbortSignal late = new AbortSignal();
                signal.onAbort(
                        () -> delayedExecutor(3_500, TimeUnit.MILLISECONDS).execute(late::abort));
                return right.get(request, late);
            }),
            "theTransportsSignalAloneWakesAThreadThatWaitsForHeaders",
            "theTransportsSignalAloneWakesAThreadThatWaitsForBytes",
            "eachLimitEndsTheCallThatItIsFor",
            "overEveryWireAStalledBodyIsAnIdleTimeout"),
    LOOKS_NAMES_UP_IN_THE_CALLERS_THREAD(
            call((right, request, signal) -> {
                signal.connecting();
                InetAddress unused = InetAddress.getByName(request.url().getHost());
                return right.get(request, signal);
            }),
            "aSlowLookUpIsAConnectTimeout",
            "theWholeCallIsLimitedDuringALookUp",
            "aCallIsCancelledDuringALookUp"),
    DOES_NOT_SAY_THAT_IT_CONNECTS(
            call((right, request, signal) -> {
                AbortSignal other = new AbortSignal();
                signal.onAbort(other::abort);
                return right.get(request, other);
            }),
            "aSlowLookUpIsAConnectTimeout",
            "aProxyThatDoesNotConnectInTimeIsAConnectTimeout"),
    LEAKS_THE_CONNECTION(call(Flaw::leaking), "closingEarlyDropsTheConnection", "theBodyIsNotBufferedAhead"),

    TAKES_A_PROXYS_REFUSAL_FOR_A_BROKEN_CONNECTION(
            response(response -> {
                if (response.status() == 407) {
                    response.close();
                    throw new IOException("the connection was closed");
                }
                return response;
            }),
            "aProxyThatRefusesWithAPageIsAProxyError",
            "aProxyThatRefusesIsAProxyError",
            "status407IsAProxyError"),
    LOSES_THE_CAUSE(
            failure((request, fault) -> new IOException("it did not work")),
            "anUnknownHostIsADnsError",
            "aRefusedConnectionIsAConnectError",
            "anUntrustedCertificateIsATlsError",
            "aFloodIsAProtocolError",
            "invalidHeadersAreAProtocolError",
            "aLengthWithStatus204IsAProtocolError",
            "anInvalidStatusLineIsAProtocolErrorAndNotRetried",
            "aHeaderOfOneMebibyteIsAProtocolError"),
    CALLS_GARBAGE_A_BREAK(
            read((response, target) -> {
                try {
                    return response.read(target);
                } catch (IOException e) {
                    throw new IOException("the connection broke", e.getCause());
                }
            }),
            "anInvalidChunkSizeIsAProtocolError",
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
            "aFloodAfterTheLastChunkIsAProtocolErrorOrNotRead",
            "overHttp2ACleanEndAfterTooFewBytesIsTruncation",
            "aBodyThatEndsWithTheConnectionIsRead"),
    REFUSES_SMALL_PIECES(
            read((response, target) -> {
                int read = response.read(target);
                if (read > 0 && read < 4) {
                    throw new ProtocolException("not a whole line");
                }
                return read;
            }),
            "aChunkSizeMayArriveInPieces"),
    CALLS_A_BROKEN_HANDSHAKE_REFUSED(
            failure((request, fault) -> new SSLHandshakeException(fault.toString())),
            "anIncompleteHandshakeIsABrokenConnection"),
    CALLS_EVERY_HANDSHAKE_BROKEN(
            failure((request, fault) -> new EOFException(fault.toString())),
            "anAlertFromTheServerIsATlsError",
            "aCertificateForAnotherNameIsATlsError"),
    SHOWS_THE_KEY(
            failure((request, fault) -> new IOException("failed to send " + request.headers(), fault)),
            "exceptionsOfTheTransportContainNoSecret"),
    SHOWS_THE_SIGNATURE(
            failure((request, fault) -> new IOException("failed to get " + request.url(), fault)),
            "exceptionsOfTheTransportContainNoSecret"),

    SHOWS_THE_REQUEST_WHEN_IT_ENDS_EARLY(
            Flawed.showing(EOFException.class, EOFException::new), "noFailureShowsASecret"),
    SHOWS_THE_REQUEST_WHEN_IT_IS_NOT_HTTP(
            Flawed.showing(ProtocolException.class, ProtocolException::new), "noFailureShowsASecret"),
    SHOWS_THE_REQUEST_WHEN_REFUSED(
            Flawed.showing(ConnectException.class, ConnectException::new), "noFailureShowsASecret"),
    SHOWS_THE_REQUEST_WITHOUT_TLS(Flawed.showing(SSLException.class, SSLException::new), "noFailureShowsASecret"),
    SHOWS_THE_REQUEST_WHEN_ABORTED(
            call((right, request, signal) -> {
                try {
                    return right.get(request, signal);
                } catch (IOException e) {
                    throw signal.isAborted() ? new IOException("aborted " + request.headers()) : e;
                }
            }),
            "noFailureShowsASecret"),
    SHOWS_THE_RESPONSES_HEADERS(
            read((response, target) -> {
                try {
                    return response.read(target);
                } catch (IOException e) {
                    throw new IOException("the body broke, " + response.headers("ETag"));
                }
            }),
            "noFailureShowsASecret"),
    PRINTS_WHAT_FAILED(
            failure((request, fault) -> {
                System.err.println("no response from " + request.url() + " " + request.headers());
                return fault;
            }),
            "noFailureShowsASecret"),

    SHARES_A_READ_BUFFER(response(Flawed.SharingResponse::new), "everyCallerGetsItsOwnBytes"),
    SHARES_A_READ_BUFFER_IN_A_THREAD(response(Flawed.ReadingAhead::new), "everyCallerGetsItsOwnBytes"),
    SHARES_A_DECODER(Flawed.SharedDecoder::new, "everyCallerGetsItsOwnBytes"),
    SHARES_THE_HEADERS(Flawed.SharedHeaders::new, "everyCallerGetsItsOwnBytes"),
    SHARES_THE_REQUEST(
            network -> {
                AtomicReference<TransportRequest> shared = new AtomicReference<>();
                return call((right, request, signal) -> {
                            shared.set(request);
                            LockSupport.parkNanos(1);
                            return right.get(shared.get(), signal);
                        })
                        .transport(network);
            },
            "everyCallerGetsItsOwnBytes"),
    MARKS_A_STORED_OBJECTS_URL(
            storageRequest(request -> new StorageRequest(
                    URI.create(request.url() + "&x-id=GetObject"), request.headers(), request.connectTimeout())),
            "noContentCodingIsDecoded"),
    RUNS_A_HUNDRED_AND_FIFTY_AT_ONCE(
            network -> new Flawed.LimitedTransport(network, 150, true), "manyExchangesRunAtOnce"),
    KEEPS_EVERY_SIGNAL(Flawed.KeepingSignals::new, "nothingOfAnExchangeIsKeptAfterItsEnd"),
    KEEPS_EIGHT_KIBIBYTES_OF_A_CALL(
            network -> {
                List<byte[]> kept = Collections.synchronizedList(new ArrayList<>());
                return call((right, request, signal) -> {
                            kept.add(new byte[8 << 10]);
                            return right.get(request, signal);
                        })
                        .transport(network);
            },
            "aThousandMixedCallsLeaveNothingBehind"),
    LOWERS_NAMES_IN_TURKISH(
            headers((values, name) -> name.toLowerCase(Locale.getDefault()).contains("\u0131") ? List.of() : values),
            "theLocaleChangesNothing"),
    WRITES_A_RUN_ID_IN_ARABIC(
            resultRequest(request -> headed(request, "X-Run", String.format("%d", request.runId()))),
            "theLocaleChangesNothing"),
    REMEMBERS_A_REDIRECT(Flawed.RememberingTransport::new, "nothingOfAResponseIsKeptForTheNextRequest"),
    HONOURS_HSTS(Flawed.Hsts::new, "noPolicyOfAServerIsKept"),
    HONOURS_ALT_SVC(Flawed.AltSvc::new, "noPolicyOfAServerIsKept"),

    NAMES_A_THREAD_AFTER_THE_URL(
            call((right, request, signal) -> {
                Thread thread = Thread.currentThread();
                String before = thread.getName();
                thread.setName("GET " + request.url());
                try {
                    return right.get(request, signal);
                } finally {
                    thread.setName(before);
                }
            }),
            "nothingSecretIsLoggedOrPrinted"),
    NAMES_A_THREAD_AFTER_THE_KEY(
            call((right, request, signal) -> {
                Thread thread = new Thread(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1)));
                thread.setName("exchange of " + request.headers().get("x-api-key"));
                thread.start();
                return right.get(request, signal);
            }),
            "audioIsRequestedByRunIdAndOutputTypeWithTheKey"),
    SHOWS_THE_URL_OF_A_RESPONSE(
            call((right, request, signal) -> new AlteredResponse(right.get(request, signal)) {
                @Override
                public String toString() {
                    return status() + " of " + request.url();
                }
            }),
            "nothingSecretIsLoggedOrPrinted"),
    LOGS_A_SERVER_ERROR(
            call((right, request, signal) -> {
                TransportResponse response = right.get(request, signal);
                if (response.status() >= 500) {
                    log().info(() -> response.status() + " of " + request.url());
                }
                return response;
            }),
            "nothingSecretIsLoggedOrPrinted"),
    LOGS_A_LOCATION(
            response(response -> {
                response.headers("Location").forEach(log()::info);
                return response;
            }),
            "nothingSecretIsLoggedOrPrinted"),
    COPIES_THE_HEADERS_INTO_CONNECT(
            network -> Flawed.tunnelling(network, request -> request.headers()), "connectCarriesNoMoreThanItNeeds"),
    SENDS_PROXY_CONNECTION(
            network -> Flawed.tunnelling(network, request -> Map.of("Proxy-Connection", "keep-alive")),
            "connectCarriesNoMoreThanItNeeds"),
    GOES_DIRECT_WITHOUT_ITS_PROXY(
            network -> new Breakage.Broken(
                    new PlainTransport(network),
                    (right, request, signal) -> {
                        try {
                            return right.get(request, signal);
                        } catch (IOException e) {
                            return new PlainTransport(
                                            new NetworkSettings(Optional.empty(), Optional.empty(), network.trust()))
                                    .get(request, signal);
                        }
                    },
                    json -> json),
            "nothingGoesPastAProxyThatFails"),
    SENDS_CONNECT_AGAIN(
            call((right, request, signal) -> {
                try {
                    return right.get(request, signal);
                } catch (IOException e) {
                    return right.get(request, signal);
                }
            }),
            "nothingGoesPastAProxyThatFails"),
    SENDS_A_PROXY_MORE_THAN_THE_REQUEST(
            network -> call((right, request, signal) -> right.get(
                            network.proxy().isPresent() && request instanceof ResultRequest result
                                    ? headed(result, "Via", "1.1 me")
                                    : request,
                            signal))
                    .transport(network),
            "theRequestIsSentToTheProxy"),
    NAMES_A_THREAD_AFTER_THE_PATH(
            call((right, request, signal) -> {
                Thread thread = new Thread(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1)));
                thread.setName("GET " + request.url().getPath());
                thread.start();
                return right.get(request, signal);
            }),
            "audioIsRequestedByRunIdAndOutputTypeWithTheKey"),
    IGNORES_THE_JVMS_PROXY(
            network -> client(builder ->
                            network.proxy().isPresent() ? builder : builder.proxy(HttpClient.Builder.NO_PROXY))
                    .transport(network),
            "theJvmsProxyIsUsedIfTheSettingsNameNone"),
    LEAVES_AN_UNFINISHED_CONNECTION_OPEN(
            call((right, request, signal) -> {
                AbortSignal later = new AbortSignal();
                signal.onAbort(() -> {
                    if (!later.isConnecting()) {
                        later.abort();
                    }
                });
                return Flawed.LeavingTransport.awaiting(signal, () -> right.get(request, later), later);
            }),
            "anAbortDropsAnUnfinishedConnection"),
    ENDS_WHEN_ABORTED(
            call((right, request, signal) -> new AlteredResponse(right.get(request, signal)) {
                @Override
                public int read(ByteBuffer target) throws IOException {
                    try {
                        return super.read(target);
                    } catch (IOException e) {
                        if (signal.isAborted()) {
                            return -1;
                        }
                        throw e;
                    }
                }
            }),
            "anAbortDropsTheConnection"),
    ENDS_WHEN_CLOSED(response(Flawed.EndsWhenClosed::new), "aClosedResponseHasNoEnd"),
    READS_FOUR_KIBIBYTES_WHEN_CLOSED(
            response(response -> new Flawed.DrainedResponse(response, 4 << 10)), "closingDoesNotWaitForTheRestOfABody"),

    REFUSES_A_LONG_URL(
            call((right, request, signal) -> {
                if (request.url().toString().length() > 2_048) {
                    throw new ProtocolException("too long");
                }
                return right.get(request, signal);
            }),
            "longUrlsAndHeadersAreSentInFull"),
    CUTS_A_SENT_HEADER(
            storageRequest(request -> {
                Map<String, String> cut = new HashMap<>(request.headers());
                cut.replaceAll((name, value) -> value.substring(0, Math.min(value.length(), 1_024)));
                return new StorageRequest(request.url(), cut, request.connectTimeout());
            }),
            "longUrlsAndHeadersAreSentInFull"),
    CUTS_VALUES_AT_256(headers((values, name) -> cut(values, 256)), "longHeadersAreReturnedInFull"),
    CUTS_VALUES_AT_8192(headers((values, name) -> cut(values, 8_192)), "longHeadersAreReturnedInFull"),
    KNOWS_TWENTY_HEADERS(
            headers((values, name) -> name.matches("X-Number-[2-9][0-9]") ? List.of() : values),
            "longHeadersAreReturnedInFull"),
    REFUSES_A_LONG_STRING(json(text -> text.length() > 20_000 ? "" : text), "theDecoderLosesNothing"),
    LOSES_ASTRAL_CHARACTERS(
            decoded(value -> mapped(value, text -> text.replaceAll("[^\\x{0}-\\x{ffff}]", "?"))),
            "theDecoderLosesNothing"),
    DECODES_LATIN_1(
            decoded(value -> mapped(
                    value, text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))),
            "theDecoderLosesNothing",
            "theDecoderReturnsPlainValues"),
    READS_LARGE_INTEGERS_AS_LONG(
            json(text -> text.replaceAll("\\d{20,}", "9223372036854775807")), "theDecoderLosesNothing"),
    REFUSES_DEPTH_TEN(json(text -> text.contains("[[[[[[[[[[") ? "" : text), "theDecoderLosesNothing"),
    TAKES_ESCAPED_DUPLICATES(
            json(text -> text.replace("\\u0061\":2", "b\":2")), "theDecoderRejectsWhatIsNotOneDocument"),
    TAKES_DUPLICATES_OF_NULL(json(text -> text.replace("\"a\":null,", "")), "theDecoderRejectsWhatIsNotOneDocument"),
    TAKES_CAPITAL_LITERALS(json(text -> text.replace("TRUE", "true")), "theDecoderRejectsWhatIsNotOneDocument"),
    TAKES_A_LARGE_U(json(text -> text.replace("\\U", "\\u")), "theDecoderRejectsWhatIsNotOneDocument"),
    TAKES_A_POINT_ALONE(
            json(text -> text.equals(".5") ? "0.5" : text.equals("5.") ? "5" : text),
            "theDecoderRejectsWhatIsNotOneDocument"),
    TAKES_AN_EQUALS_SIGN(json(text -> text.replace("\"=1", "\":1")), "theDecoderRejectsWhatIsNotOneDocument"),
    TAKES_A_TRAILING_NUL(json(text -> text.replaceFirst("\0+$", "")), "theDecoderRejectsWhatIsNotOneDocument"),
    TAKES_A_UNICODE_SPACE(
            json(text -> text.replaceAll("[\u00a0\u2003]", " ")), "theDecoderRejectsWhatIsNotOneDocument"),

    NEVER_RELEASES_AN_EMPTY_BODY(Flawed.LosingConnections::new, "anEmptyBodyReleasesItsConnectionUnread"),
    KEEPS_WHAT_IS_TO_BE_CLOSED(network -> new KeptSocketTransport(), "aConnectionThatTheServerWillCloseIsNotReused"),
    SENDS_AGAIN_WHAT_WAS_ANSWERED(
            call((right, request, signal) -> {
                try {
                    return right.get(request, signal);
                } catch (IOException e) {
                    return right.get(request, signal);
                }
            }),
            "aRequestWhoseResponseHasBegunIsNotSentAgain"),
    SENDS_AGAIN_WITHOUT_RANGE(Flawed.SendingAgain::new, "theRequestThatIsSentAgainIsTheSame"),
    MERGES_INTERIM_HEADERS(
            headers((values, name) -> name.equalsIgnoreCase("ETag") ? List.of("\"hint\"") : values),
            "anInterimResponseIsSkipped"),
    MERGES_TRAILERS(
            headers((values, name) -> name.equalsIgnoreCase("Retry-After") ? List.of("9") : values),
            "trailersAreNotHeaders"),
    TAKES_A_RESET_FOR_THE_END(
            read((response, target) -> {
                try {
                    return response.read(target);
                } catch (IOException e) {
                    if (Flawed.isOf(EOFException.class, e)) {
                        throw e;
                    }
                    return -1;
                }
            }),
            "aResetInTheBodyIsNeverItsEnd"),
    READS_A_LENGTH_AS_INT(
            response(response -> Flawed.ending(
                    response,
                    response.headers("Content-Length").stream()
                            .mapToLong(length -> (int) Long.parseLong(length))
                            .findFirst()
                            .orElse(Long.MAX_VALUE))),
            "aLengthMayHaveMoreThan32Bits"),
    ENDS_AFTER_32_MEBIBYTES(response(response -> Flawed.ending(response, 32 << 20)), "aBodyMayHaveAnySize"),
    INFLATES_ERRORS(
            response(response ->
                    response.status() < 400 ? response : Flawed.inflated(response, "gzip", GZIPInputStream::new)),
            "noContentCodingIsDecoded"),
    INFLATES_DEFLATE(
            response(response -> Flawed.inflated(response, "deflate", InflaterInputStream::new)),
            "noContentCodingIsDecoded"),
    GOES_ON_IN_CLEAR_TEXT(
            call((right, request, signal) -> {
                try {
                    return right.get(request, signal);
                } catch (IOException e) {
                    return right.get(
                            new StorageRequest(
                                    URI.create(request.url().toString().replace("https:", "http:")),
                                    request.headers(),
                                    request.connectTimeout()),
                            signal);
                }
            }),
            "anHttpsUrlIsNeverAskedInClearText"),
    SENDS_NO_SERVER_NAME(
            network -> new Breakage.Broken(
                    new PlainTransport(network),
                    (right, request, signal) -> Flawed.withoutServerName(network, request),
                    json -> json),
            "theServersNameAndTheClientsCertificateAreSentInTheHandshake"),
    TRUSTS_WHOM_THE_JVM_TRUSTS_TOO(
            network -> new PlainTransport(TrustAll.ofJvm(network)), "theTrustOfTheSettingsReplacesTheJvms"),
    ADDS_A_HEADER_WITH_RANGE(
            storageRequest(request -> request.headers().containsKey("Range")
                    ? new StorageRequest(
                            request.url(),
                            with(request.headers(), "Cache-Control", "no-cache"),
                            request.connectTimeout())
                    : request),
            "exactlyTheHeadersAreSentOverEveryWire"),
    ADDS_A_HEADER_OVER_TLS(
            resultRequest(
                    request -> request.url().getScheme().equals("https") ? headed(request, "TE", "trailers") : request),
            "exactlyTheHeadersAreSentOverEveryWire"),
    DROPS_AN_EMPTY_HEADER(
            storageRequest(request -> {
                Map<String, String> fewer = new HashMap<>(request.headers());
                fewer.values().removeIf(String::isEmpty);
                return new StorageRequest(request.url(), fewer, request.connectTimeout());
            }),
            "exactlyTheHeadersAreSentOverEveryWire"),

    LOGS_WHAT_A_PROXY_GETS(
            network -> call((right, request, signal) -> {
                        network.credentials().ifPresent(known -> log().fine("CONNECT with " + known.basic()));
                        return right.get(request, signal);
                    })
                    .transport(network),
            "noFailureShowsASecret"),
    LOGS_AN_ABORT(
            failure((request, fault) -> {
                log().fine(() -> "ended " + request.url());
                return fault;
            }),
            "noFailureShowsASecret"),
    PRINTS_WHAT_A_PROXY_GETS(
            network -> call((right, request, signal) -> {
                        network.credentials().ifPresent(known -> System.err.println("CONNECT with " + known.basic()));
                        return right.get(request, signal);
                    })
                    .transport(network),
            "aProxyThatDemandsAPasswordReceivesIt"),
    LOGS_A_PART_OF_THE_KEY(
            call((right, request, signal) -> {
                log().info(() -> "with the key "
                        + request.headers()
                                .getOrDefault("x-api-key", "none of all")
                                .substring(0, 6) + "...");
                return right.get(request, signal);
            }),
            "audioIsRequestedByRunIdAndOutputTypeWithTheKey"),
    POOLS_BY_ADDRESS(
            resultRequest(request -> new ResultRequest(
                    URI.create(request.baseUrl().toString().replace("https://127.0.0.1", "https://localhost")),
                    request.runId(),
                    request.outputType(),
                    request.headers(),
                    request.connectTimeout())),
            "aCertificateForAnotherNameIsATlsError"),
    TAKES_THE_COMMON_NAME(
            network -> new PlainTransport(TrustAll.ofNames(network, TrustAll::isCommonName)),
            "aWrongCertificateIsATlsErrorAlsoThroughAProxy"),
    TAKES_THE_PARENT_OF_A_NAME(
            network -> new PlainTransport(TrustAll.ofNames(network, TrustAll::isParent)),
            "aWrongCertificateIsATlsErrorAlsoThroughAProxy"),
    TAKES_A_WILDCARD_FOR_SEVERAL_LABELS(
            network -> new PlainTransport(TrustAll.ofNames(network, TrustAll::isWildcard)),
            "aWrongCertificateIsATlsErrorAlsoThroughAProxy"),
    LOSES_THE_CLIENTS_CERTIFICATE(
            network -> new PlainTransport(TrustAll.withoutCertificate(network)),
            "theServersNameAndTheClientsCertificateAreSentInTheHandshake"),
    WAITS_IN_SIXTY_FOUR_THREADS(
            network -> new Flawed.LimitedTransport(network, 64, false), "waitingExchangesBlockNoOther"),
    SETS_THE_JVMS_AUTHENTICATOR(
            network -> {
                Authenticator.setDefault(new Authenticator() {});
                return new PlainTransport(network);
            },
            "theJvmsDefaultsAreNotUsed"),
    USES_THE_JVMS_COOKIES(
            client(builder -> Optional.ofNullable(CookieHandler.getDefault())
                    .map(builder::cookieHandler)
                    .orElse(builder)),
            "theJvmsDefaultsAreNotUsed"),
    USES_THE_JVMS_AUTHENTICATOR(
            client(builder -> Optional.ofNullable(Authenticator.getDefault())
                    .map(builder::authenticator)
                    .orElse(builder)),
            "theJvmsDefaultsAreNotUsed"),
    ASKS_THE_PROXY_SELECTOR_ONCE(
            network -> client(builder -> network.proxy().isPresent()
                            ? builder
                            : builder.proxy(Flawed.askedOnce(ProxySelector.getDefault())))
                    .transport(network),
            "theJvmsProxyIsUsedIfTheSettingsNameNone"),
    LOSES_AN_ABORT_ON_ANOTHER_CONNECTION(
            network -> {
                AtomicInteger calls = new AtomicInteger();
                return call((right, request, signal) -> {
                            TransportResponse response = right.get(request, signal);
                            if (calls.incrementAndGet() > 1) {
                                signal.onAbort(() -> LockSupport.parkNanos(1));
                            }
                            return response;
                        })
                        .transport(network);
            },
            "anAbortEndsACallThatIsReplacingAConnection"),
    READS_THE_REST_OF_AN_ERROR(
            response(response -> response.status() < 400 ? response : new Flawed.DrainedResponse(response, 1 << 20)),
            "closingDoesNotReadTheRestOfABody"),
    CUTS_ERRORS_AT_64_KIBIBYTES(
            response(response -> response.status() < 400 ? response : Flawed.ending(response, 64 << 10)),
            "noContentCodingIsDecoded"),
    TAKES_AN_EMPTY_BODY_FOR_A_BREAK(
            response(response -> new AlteredResponse(response) {
                private boolean begun;

                @Override
                public int read(ByteBuffer target) throws IOException {
                    int read = super.read(target);
                    if (read < 0 && !begun && super.headers("Content-Length").isEmpty()) {
                        throw new EOFException("no body");
                    }
                    begun = true;
                    return read;
                }
            }),
            "validResponsesOfAnyFormAreRead"),
    STRIPS_A_BYTE_ORDER_MARK(response(Flawed.WithoutMark::new), "noContentCodingIsDecoded"),
    READS_A_PROXYS_PAGE(
            network -> call((right, request, signal) -> {
                        if (network.proxy().isPresent()
                                && request.url().getScheme().equals("https")) {
                            Flawed.readPage(network, request.url());
                        }
                        return right.get(request, signal);
                    })
                    .transport(network),
            "anEndlessPageOfAProxyIsNotRead"),
    OBEYS_RETRY_AFTER(Flawed.Patient::new, "nothingOfAResponseIsKeptForTheNextRequest"),
    UNESCAPES_ENTITIES(json(text -> text.replace("&amp;", "&")), "theDecoderLosesNothing"),
    COMPOSES_CHARACTERS(json(text -> Normalizer.normalize(text, Normalizer.Form.NFC)), "theDecoderLosesNothing"),
    REFUSES_LONG_INTEGERS(json(text -> text.matches(".*\\d{400}.*") ? "" : text), "theDecoderLosesNothing"),
    OVERFLOWS_ITS_STACK(json(text -> Flawed.depth(text, 0) < 0 ? "" : text), "aDeepDocumentEndsNoThread"),
    KEEPS_DOCUMENTS(Flawed.KeepingDocuments::new, "nothingOfAnExchangeIsKeptAfterItsEnd"),
    HIDES_COOKIES(
            headers((values, name) -> name.equalsIgnoreCase("Set-Cookie") ? List.of() : values),
            "everyHeaderIsReturned"),
    HIDES_HEADERS_FOR_THE_CONNECTION(
            headers((values, name) -> name.equalsIgnoreCase("Keep-Alive") ? List.of() : values),
            "everyHeaderIsReturned"),
    IS_CONNECTED_BEFORE_TLS(
            call((right, request, signal) -> {
                AbortSignal other = new AbortSignal();
                signal.onAbort(other::abort);
                signal.connecting();
                signal.connected();
                return right.get(request, other);
            }),
            "anAbortDropsAnUnfinishedConnection"),
    LIMITS_CONNECTING_TO_TEN_SECONDS(
            call((right, request, signal) -> {
                delayedExecutor(10, TimeUnit.SECONDS).execute(() -> {
                    if (signal.isConnecting()) {
                        signal.abort();
                    }
                });
                return right.get(request, signal);
            }),
            "aLongPauseIsNoTimeout"),
    FILLS_ITS_BUFFER_FIRST(
            read((response, target) -> {
                int from = target.position();
                int read = response.read(target);
                while (read >= 0 && target.hasRemaining()) {
                    read = response.read(target);
                }
                return target.position() > from ? target.position() - from : read;
            }),
            "whatHasArrivedIsReadBeforeMoreArrives"),
    SENDS_THE_DEFAULT_PORT(
            network -> call((right, request, signal) -> network.proxy().isPresent()
                                    && request.url().getScheme().equals("http")
                            ? Flawed.withDefaultPort(network, request)
                            : right.get(request, signal))
                    .transport(network),
            "theRequestIsSentToTheProxy"),
    KEEPS_THE_JVM_ALIVE(
            network -> {
                Thread thread = new Thread(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20)));
                thread.setDaemon(false);
                thread.start();
                return new PlainTransport(network);
            },
            "theThreadsOfAnOpenTransportLetTheJvmEnd"),

    READS_THE_FIRST_LINE(
            json(text -> text.strip().lines().findFirst().orElse("")), "theDecoderRejectsWhatIsNotOneDocument"),
    TAKES_THE_LAST_OF_NESTED_DUPLICATES(
            json(text -> text.replace("{\"b\":1,\"b\":2}", "{\"b\":2}")), "theDecoderRejectsWhatIsNotOneDocument"),
    READS_JSON_LENIENTLY(
            json(text -> text.strip().replaceFirst("\\}\\s*\\{.*$", "}").replace(",}", "}")),
            "theDecoderRejectsWhatIsNotOneDocument");

    private static Logger log() {
        return Logger.getLogger(Flaw.class.getName());
    }

    @SuppressWarnings("ImmutableEnumChecker")
    private final Breakage breakage;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> cases;

    Flaw(Breakage breakage, String... cases) {
        this.breakage = breakage;
        this.cases = List.of(cases);
    }

    /** Returns the names of the cases that must detect the flaw. */
    List<String> cases() {
        return cases;
    }

    /** Makes a transport that has only this flaw. */
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

    /** Limits what it receives on a connection, except for the call that made the first one. */
    private static Transport limitingLaterBodies(NetworkSettings network) {
        AtomicInteger calls = new AtomicInteger();
        return response(response -> {
                    if (calls.incrementAndGet() == 1) {
                        return response;
                    }
                    AtomicLong received = new AtomicLong();
                    return new AlteredResponse(response) {
                        @Override
                        public int read(ByteBuffer target) throws IOException {
                            int read = super.read(target);
                            if (received.addAndGet(Math.max(0, read)) > 1 << 20) {
                                throw new ProtocolException("too many bytes without any byte of the body");
                            }
                            return read;
                        }
                    };
                })
                .transport(network);
    }

    private static Transport connectedLate(NetworkSettings network) {
        Set<String> known = ConcurrentHashMap.newKeySet();
        return call((right, request, signal) -> {
                    if (known.add(request.url().getRawAuthority())) {
                        return right.get(request, signal);
                    }
                    AbortSignal other = new AbortSignal();
                    signal.onAbort(other::abort);
                    signal.connecting();
                    TransportResponse response = right.get(request, other);
                    signal.connected();
                    return response;
                })
                .transport(network);
    }

    private static @Nullable Object caseless(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> members)) {
            return value;
        }
        Map<String, Object> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        members.forEach((name, member) -> found.put(String.valueOf(name), member));
        return found;
    }

    /** Waits for the first byte. Gives up after a while, so that the case ends before its limit. */
    private static TransportResponse begun(TransportResponse response) throws IOException {
        CompletableFuture<Void> giveUp =
                CompletableFuture.runAsync(response::close, delayedExecutor(2, TimeUnit.SECONDS));
        ByteBuffer first = ByteBuffer.allocate(1);
        int read = response.read(first);
        giveUp.cancel(true);
        return new AlteredResponse(response) {
            private boolean isFirst = read > 0;

            @Override
            public int read(ByteBuffer target) throws IOException {
                if (!isFirst) {
                    return super.read(target);
                }
                isFirst = false;
                target.put(first.get(0));
                return 1;
            }
        };
    }

    private static Transport keepingTheFirstHeaders(NetworkSettings network) {
        AtomicReference<Map<String, String>> first = new AtomicReference<>();
        return resultRequest(request -> new ResultRequest(
                        request.baseUrl(),
                        request.runId(),
                        request.outputType(),
                        first.updateAndGet(kept -> kept == null ? request.headers() : kept),
                        request.connectTimeout()))
                .transport(network);
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

    private static List<String> cut(List<String> values, int length) {
        return values.stream()
                .map(value -> value.substring(0, Math.min(length, value.length())))
                .toList();
    }

    /** Changes all texts of a decoded value. */
    private static @Nullable Object mapped(@Nullable Object value, UnaryOperator<String> wrong) {
        if (value instanceof String text) {
            return wrong.apply(text);
        }
        if (value instanceof List<?> list) {
            List<Object> mapped = new ArrayList<>();
            list.forEach(each -> mapped.add(mapped(each, wrong)));
            return mapped;
        }
        if (value instanceof Map<?, ?> members) {
            Map<String, Object> mapped = new HashMap<>();
            members.forEach((name, member) -> mapped.put(wrong.apply(String.valueOf(name)), mapped(member, wrong)));
            return mapped;
        }
        return value;
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
        return withBody(response, wholeBody(response));
    }

    /** Reads a body to its end. Gives up after a while, so that the case ends before its limit. */
    static byte[] wholeBody(TransportResponse response) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(16 * 1024);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        CompletableFuture<Void> giveUp =
                CompletableFuture.runAsync(response::close, delayedExecutor(2, TimeUnit.SECONDS));
        while (response.read(piece.clear()) >= 0 && System.nanoTime() < until) {
            whole.write(piece.array(), 0, piece.position());
        }
        giveUp.cancel(true);
        return whole.toByteArray();
    }

    static TransportResponse withBody(TransportResponse response, byte[] body) {
        ReadableByteChannel bytes = Channels.newChannel(new ByteArrayInputStream(body));
        return new AlteredResponse(response) {
            @Override
            public int read(ByteBuffer target) throws IOException {
                return bytes.read(target);
            }
        };
    }

    static void startThread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private static TransportResponse leaking(Transport right, TransportRequest request, AbortSignal signal)
            throws IOException {
        return new AlteredResponse(right.get(request, new AbortSignal())) {
            @Override
            public void close() {}
        };
    }
}
