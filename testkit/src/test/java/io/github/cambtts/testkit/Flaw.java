package io.github.cambtts.testkit;

import io.github.cambtts.OutputType;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** One thing that a transport may do wrong, and the cases of the contract that must notice. */
enum Flaw {
    FOLLOWS_REDIRECTS("aRedirectOfTheApiIsAnErrorAndNotFollowed") {
        @Override
        Transport transport(NetworkSettings network) {
            return new PlainTransport(network) {
                @Override
                HttpClient.Builder client(Duration connectTimeout) {
                    return super.client(connectTimeout).followRedirects(HttpClient.Redirect.ALWAYS);
                }
            };
        }
    },
    SENDS_THE_KEY_TO_STORAGE("storageIsAskedWithoutTheKeyAndWithTheUrlToTheLetter") {
        @Override
        TransportRequest request(TransportRequest request) {
            return request instanceof StorageRequest storage
                    ? new StorageRequest(
                            storage.url(),
                            with(storage.headers(), "x-api-key", ContractScene.KEY),
                            storage.connectTimeout())
                    : request;
        }
    },
    ENCODES_URLS_ANEW("storageIsAskedWithoutTheKeyAndWithTheUrlToTheLetter") {
        @Override
        TransportRequest request(TransportRequest request) {
            return request instanceof StorageRequest storage
                    ? new StorageRequest(
                            URI.create(storage.url().toString().replace("%20", "+")),
                            storage.headers(),
                            storage.connectTimeout())
                    : request;
        }
    },
    IGNORES_THE_OUTPUT_TYPE("aLinkIsAskedForByOutputType") {
        @Override
        TransportRequest request(TransportRequest request) {
            return request instanceof ResultRequest result
                    ? new ResultRequest(
                            result.baseUrl(),
                            result.runId(),
                            OutputType.RAW_BYTES,
                            result.headers(),
                            result.connectTimeout())
                    : request;
        }
    },
    ADDS_A_HEADER("theHeadersAreTheLibrarysAndNoOthers") {
        @Override
        TransportRequest request(TransportRequest request) {
            return request instanceof ResultRequest result ? headed(result, "Cookie", "a=b") : request;
        }
    },
    ASKS_FOR_GZIP("theHeadersAreTheLibrarysAndNoOthers") {
        @Override
        TransportRequest request(TransportRequest request) {
            return request instanceof ResultRequest result ? headed(result, "Accept-Encoding", "gzip") : request;
        }
    },
    HIDES_THE_CONTENT_CODING("aCompressedBodyIsRefusedAndNotInflated") {
        @Override
        TransportResponse response(TransportResponse response) {
            return new Altered(response) {
                @Override
                public List<String> headers(String name) {
                    return name.equalsIgnoreCase("content-encoding") ? List.of() : super.headers(name);
                }
            };
        }
    },
    SWALLOWS_TRUNCATION("aBodyCutShortIsTruncatedWhateverItsSize", "anEarlyEndIsTruncation") {
        @Override
        TransportResponse response(TransportResponse response) {
            return new Altered(response) {
                @Override
                public int read(ByteBuffer target) {
                    try {
                        return super.read(target);
                    } catch (IOException e) {
                        return -1;
                    }
                }
            };
        }
    },
    CALLS_A_RESET_AN_END("aResetInTheBodyIsToldAsSuch") {
        @Override
        TransportResponse response(TransportResponse response) {
            return new Altered(response) {
                @Override
                public int read(ByteBuffer target) throws IOException {
                    try {
                        return super.read(target);
                    } catch (IOException e) {
                        throw new EOFException("the end");
                    }
                }
            };
        }
    },
    BUFFERS_THE_BODY("firstBytesAreReadableBeforeTheServerHasFinished", "theBodyIsNotBufferedAhead") {
        @Override
        TransportResponse response(TransportResponse response) throws IOException {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            ByteBuffer piece = ByteBuffer.allocate(16 * 1024);
            // Gives up after a while, so that the case need not.
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            CompletableFuture<Void> giveUp =
                    CompletableFuture.runAsync(response::close, CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));
            while (response.read(piece.clear()) >= 0 && System.nanoTime() < until) {
                whole.write(piece.array(), 0, piece.position());
            }
            giveUp.cancel(true);
            ByteBuffer bytes = ByteBuffer.wrap(whole.toByteArray());
            return new Altered(response) {
                @Override
                public int read(ByteBuffer target) {
                    if (!bytes.hasRemaining()) {
                        return -1;
                    }
                    int count = Math.min(bytes.remaining(), target.remaining());
                    target.put(bytes.slice(bytes.position(), count));
                    bytes.position(bytes.position() + count);
                    return count;
                }
            };
        }
    },
    CHANGES_A_BYTE("everyByteIsReceivedWhateverTheFraming") {
        @Override
        TransportResponse response(TransportResponse response) {
            return new Altered(response) {
                @Override
                public int read(ByteBuffer target) throws IOException {
                    int from = target.position();
                    int read = super.read(target);
                    if (read > 100) {
                        target.put(from + 99, (byte) ~target.get(from + 99));
                    }
                    return read;
                }
            };
        }
    },
    DROPS_AN_ERRORS_BODY("anErrorStatusSaysWhatTheServerSays") {
        @Override
        TransportResponse response(TransportResponse response) {
            return new Altered(response) {
                @Override
                public int read(ByteBuffer target) throws IOException {
                    return status() >= 400 ? -1 : super.read(target);
                }
            };
        }
    },
    RETRIES_BY_ITSELF("anErrorStatusSaysWhatTheServerSays", "aStatusThatMayPassIsTriedAgainAsOftenAsAllowed") {
        @Override
        TransportResponse get(Transport good, TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse first = good.get(request, signal);
            if (first.status() != 503) {
                return first;
            }
            first.close();
            return good.get(request, signal);
        }
    },
    WAKES_NOBODY_IN_TIME(
            "theTransportsSignalAloneWakesAThreadThatWaitsForHeaders",
            "theTransportsSignalAloneWakesAThreadThatWaitsForBytes",
            "aBodyThatStallsIsAnIdleTimeout") {
        @Override
        TransportResponse get(Transport good, TransportRequest request, AbortSignal signal) throws IOException {
            AbortSignal late = new AbortSignal();
            signal.onAbort(
                    () -> CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS).execute(late::abort));
            return good.get(request, late);
        }
    },
    LEAKS_THE_CONNECTION("closingEarlyDropsTheConnection") {
        @Override
        TransportResponse get(Transport good, TransportRequest request, AbortSignal signal) throws IOException {
            return new Altered(good.get(request, new AbortSignal())) {
                @Override
                public void close() {}
            };
        }
    },
    LIMITS_THE_BODY_BY_ITSELF("aCallerThatTakesItsTimeNeverTimesOut") {
        @Override
        TransportResponse response(TransportResponse response) {
            CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(response::close);
            return response;
        }
    },
    IGNORES_THE_CONNECT_TIMEOUT("aConnectionThatIsNotAcceptedIsAConnectTimeout") {
        @Override
        Transport transport(NetworkSettings network) {
            return new PlainTransport(network) {
                @Override
                HttpClient.Builder client(Duration connectTimeout) {
                    return super.client(Duration.ofSeconds(3));
                }
            };
        }
    },
    NEVER_REUSES_A_CONNECTION("fiftyCallsReuseOneConnection") {
        @Override
        Transport transport(NetworkSettings network) {
            return new PlainTransport(network) {
                @Override
                HttpClient clientFor(TransportRequest request) {
                    return client(request.connectTimeout()).build();
                }
            };
        }
    },
    TRUSTS_EVERYBODY("anUntrustedCertificateIsToldAsSuch") {
        @Override
        Transport transport(NetworkSettings network) {
            return new PlainTransport(network) {
                @Override
                HttpClient.Builder client(Duration connectTimeout) {
                    return super.client(connectTimeout).sslContext(trustingEverybody());
                }
            };
        }
    },
    IGNORES_THE_PROXY("aProxyIsAskedInsteadOfTheServer") {
        @Override
        Transport transport(NetworkSettings network) {
            return new PlainTransport(NetworkSettings.defaults());
        }
    },
    LOSES_THE_CAUSE(
            "anUnknownHostIsToldAsSuch", "aRefusedConnectionIsToldAsSuch", "anUntrustedCertificateIsToldAsSuch") {
        @Override
        TransportResponse get(Transport good, TransportRequest request, AbortSignal signal) throws IOException {
            try {
                return good.get(request, signal);
            } catch (IOException e) {
                throw new IOException("it did not work");
            }
        }
    },
    SHOWS_THE_KEY("whatTheTransportItselfThrowsHoldsNoSecret") {
        @Override
        TransportResponse get(Transport good, TransportRequest request, AbortSignal signal) throws IOException {
            try {
                return good.get(request, signal);
            } catch (IOException e) {
                throw new IOException("failed to send " + request.headers(), e);
            }
        }
    },
    SHOWS_THE_SIGNATURE("whatTheTransportItselfThrowsHoldsNoSecret") {
        @Override
        TransportResponse get(Transport good, TransportRequest request, AbortSignal signal) throws IOException {
            try {
                return good.get(request, signal);
            } catch (IOException e) {
                throw new IOException("failed to get " + request.url(), e);
            }
        }
    },
    READS_JSON_LENIENTLY("theCodecRefusesWhatIsNotOneDocument", "whatIsNotTheDocumentThatTheApiDescribesIsMalformed") {
        @Override
        Object decode(Transport good, String json) throws IOException {
            return good.decodeJson(
                    json.strip().replaceFirst("\\}\\s*\\{.*$", "}").replace(",}", "}"));
        }
    };

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> cases;

    Flaw(String... cases) {
        this.cases = List.of(cases);
    }

    /** Returns the names of the cases that must notice. */
    List<String> cases() {
        return cases;
    }

    Transport transport(NetworkSettings network) {
        return new PlainTransport(network);
    }

    TransportRequest request(TransportRequest request) {
        return request;
    }

    TransportResponse response(TransportResponse response) throws IOException {
        return response;
    }

    TransportResponse get(Transport good, TransportRequest request, AbortSignal signal) throws IOException {
        return good.get(request, signal);
    }

    Object decode(Transport good, String json) throws IOException {
        return good.decodeJson(json);
    }

    /** Makes a transport that has this flaw and no other. */
    final Transport flawed(NetworkSettings network) {
        Transport good = transport(network);
        return new Transport() {
            @Override
            public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
                return response(Flaw.this.get(good, request(request), signal));
            }

            @Override
            public Object decodeJson(String json) throws IOException {
                return decode(good, json);
            }

            @Override
            public void close() {
                good.close();
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

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return more;
    }

    private static SSLContext trustingEverybody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Credulous()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Passes everything on. */
    private abstract static class Altered implements TransportResponse {

        private final TransportResponse response;

        Altered(TransportResponse response) {
            this.response = response;
        }

        @Override
        public int status() {
            return response.status();
        }

        @Override
        public List<String> headers(String name) {
            return response.headers(name);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return response.read(target);
        }

        @Override
        public void close() {
            response.close();
        }
    }

    private static final class Credulous extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
