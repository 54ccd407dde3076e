package io.github.cambtts.testkit.contract;

import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.ScriptedTransport;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;

/** A transport that is as short as possible, but correct in everything that {@link FlawsTest} breaks. */
class PlainTransport implements Transport {

    private final NetworkSettings network;
    private final Map<Duration, HttpClient> clients = new ConcurrentHashMap<>();
    private volatile boolean closed;

    PlainTransport(NetworkSettings network) {
        this.network = network;
    }

    HttpClient.Builder client(Duration connectTimeout) {
        // Runs tasks in the calling thread, so that no byte is read ahead of the check that the response is HTTP.
        HttpClient.Builder builder =
                HttpClient.newBuilder().executor(Runnable::run).connectTimeout(connectTimeout);
        network.proxy().ifPresent(at -> builder.proxy(ProxySelector.of(at)));
        network.trust().ifPresent(trust -> builder.sslContext(trust.context()));
        return builder;
    }

    HttpClient clientFor(TransportRequest request) {
        return clients.computeIfAbsent(
                request.connectTimeout(), limit -> client(limit).build());
    }

    HttpRequest translated(TransportRequest request, HttpRequest.BodyPublisher nothing) {
        HttpRequest.Builder translated = HttpRequest.newBuilder(request.url()).method("GET", nothing);
        if (request.url().getScheme().equals("http")) {
            translated.version(HttpClient.Version.HTTP_1_1);
        }
        request.headers().forEach(translated::header);
        network.credentials().ifPresent(known -> translated.header("Proxy-Authorization", known.basic()));
        return translated.build();
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        HttpRequest translated = translated(request, reportingConnected(signal));
        signal.connecting();
        CompletableFuture<Head> pending = new CompletableFuture<>();
        signal.onAbort(() -> pending.cancel(true));
        HttpClient client = clientFor(request);
        // Sends in another thread, because sendAsync looks up the name in the calling thread.
        new Thread(() -> {
                    var sent = client.sendAsync(translated, info -> atHeaders(info, pending));
                    signal.onAbort(() -> {
                        pending.cancel(true);
                        sent.cancel(true);
                    });
                    CompletableFuture<?> unused = sent.handle((response, fault) -> fault == null
                            ? pending.complete(Head.ofRefusal(response))
                            : pending.completeExceptionally(fault));
                })
                .start();
        try {
            Response response = new Response(pending.get());
            signal.onAbort(response::close);
            return response;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (CancellationException e) {
            throw new IOException("aborted", e);
        } catch (ExecutionException e) {
            if (isNotHttp(e)) {
                throw new ProtocolException("not HTTP: " + e.getCause());
            }
            if (String.valueOf(e.getCause().getMessage()).startsWith("Invalid header value")) {
                throw new ProtocolException("Invalid header value");
            }
            if (e.getCause() instanceof HttpConnectTimeoutException) {
                throw new SocketTimeoutException("connect timed out");
            }
            if (String.valueOf(e.getCause().getMessage()).startsWith("Remote host ")) {
                throw new EOFException("in the TLS handshake");
            }
            throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
        }
    }

    /**
     * A response as it stands when its headers have come.
     *
     * @param body blocks until there is some
     */
    private record Head(int status, HttpHeaders headers, InputStream body) {

        /** The client returns a proxy's refusal of CONNECT without asking for a subscriber, and without a body. */
        static Head ofRefusal(HttpResponse<InputStream> response) {
            return new Head(response.statusCode(), response.headers(), InputStream.nullInputStream());
        }
    }

    /** The client's own future would fail if the connection broke right after the headers. */
    private static HttpResponse.BodySubscriber<InputStream> atHeaders(
            HttpResponse.ResponseInfo info, CompletableFuture<Head> pending) {
        HttpResponse.BodySubscriber<InputStream> body = HttpResponse.BodySubscribers.ofInputStream();
        boolean isRejectedLater =
                info.headers().allValues("content-length").stream().anyMatch(length -> !length.matches("[0-9]{1,18}"));
        if (!isRejectedLater) {
            pending.complete(new Head(
                    info.statusCode(),
                    info.headers(),
                    body.getBody().toCompletableFuture().join()));
        }
        return body;
    }

    /**
     * Returns an empty request body. The client asks for its length once it is connected, which reports that to the
     * signal.
     */
    private static HttpRequest.BodyPublisher reportingConnected(AbortSignal signal) {
        HttpRequest.BodyPublisher none = HttpRequest.BodyPublishers.noBody();
        return new HttpRequest.BodyPublisher() {
            @Override
            public long contentLength() {
                signal.connected();
                return 0;
            }

            @Override
            public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
                none.subscribe(subscriber);
            }
        };
    }

    private static boolean isNotHttp(Exception fault) {
        String message = fault + " " + fault.getCause();
        return message.contains("Illegal character in chunk")
                || message.contains("invalid chunk header")
                || message.contains("Chunk header size too long")
                || message.contains("NumberFormatException")
                || message.contains("unexpected content length header");
    }

    private static final class Response implements TransportResponse {

        private final Head response;
        private boolean ended;
        private volatile boolean closed;

        Response(Head response) {
            this.response = response;
        }

        @Override
        public int status() {
            return response.status();
        }

        @Override
        public List<String> headers(String name) {
            return response.headers().allValues(name);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            byte[] bytes = new byte[Math.min(target.remaining(), 16 * 1024)];
            try {
                int read = response.body().read(bytes);
                if (read > 0) {
                    target.put(bytes, 0, read);
                }
                ended |= read < 0 && !closed;
                if (closed && !ended) {
                    throw new IOException("closed");
                }
                return read;
            } catch (IOException e) {
                throw isNotHttp(e) ? new ProtocolException("not HTTP: " + e) : e;
            }
        }

        /** Reads the end of an empty body, without which the client drops the connection. */
        @Override
        public void close() {
            try {
                if (!closed && (status() == 204 || headers("Content-Length").equals(List.of("0")))) {
                    ended = response.body().read() < 0;
                }
                closed = true;
                response.body().close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return new ScriptedTransport(new FakeCamb()).jsonDecoder();
    }

    /** Before Java 21 a client can only be closed by an interrupt of its selector thread. */
    @Override
    public void close() {
        closed = true;
        Set<String> selectors = clients.values().stream()
                .map(client -> client.toString().replaceAll(".*\\((\\d+)\\)$", "HttpClient-$1-SelectorManager"))
                .collect(Collectors.toSet());
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> selectors.contains(thread.getName()))
                .forEach(Thread::interrupt);
        clients.clear();
    }
}
