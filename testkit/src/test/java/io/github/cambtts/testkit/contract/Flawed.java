package io.github.cambtts.testkit.contract;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The transports and responses of those {@link Flaw}s that need more than a few lines. */
final class Flawed {

    private Flawed() {}

    /** Caches the response of each URL. */
    static final class CachingTransport extends PlainTransport {

        private final Map<URI, byte[]> bodies = new ConcurrentHashMap<>();

        CachingTransport(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = super.get(request, signal);
            byte[] body = Flaw.wholeBody(response);
            byte[] cached = bodies.computeIfAbsent(request.url(), url -> body);
            return Flaw.withBody(response, cached);
        }
    }

    /** Ends after it has thrown. */
    static final class EndsAfterAnError extends AlteredResponse {

        private boolean broken;

        EndsAfterAnError(TransportResponse response) {
            super(response);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (broken) {
                return -1;
            }
            try {
                return super.read(target);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }
    }

    /** Throws when it is closed again. */
    static final class ClosesOnce extends PlainTransport {

        private final AtomicBoolean closed = new AtomicBoolean();

        ClosesOnce(NetworkSettings network) {
            super(network);
        }

        @Override
        public void close() {
            if (closed.getAndSet(true)) {
                throw new IllegalStateException("closed already");
            }
            super.close();
        }
    }

    /**
     * Allows a limited number of concurrent exchanges. Gives up after a while, so that the case ends before its
     * limit.
     */
    static final class LimitedTransport extends PlainTransport {

        private final Semaphore free;
        private final boolean untilClosed;

        LimitedTransport(NetworkSettings network, int limit, boolean untilClosed) {
            super(network);
            free = new Semaphore(limit);
            this.untilClosed = untilClosed;
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            try {
                if (!free.tryAcquire(2, TimeUnit.SECONDS)) {
                    throw new IOException("no connection is free");
                }
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
            AtomicBoolean released = new AtomicBoolean();
            Runnable release = () -> {
                if (!released.getAndSet(true)) {
                    free.release();
                }
            };
            try {
                TransportResponse response = super.get(request, signal);
                if (!untilClosed) {
                    return response;
                }
                return new AlteredResponse(response) {
                    @Override
                    public void close() {
                        super.close();
                        release.run();
                    }
                };
            } finally {
                if (!untilClosed) {
                    release.run();
                }
            }
        }
    }

    /** An abort ends all active exchanges of the transport. */
    static final class AbortingTransport extends PlainTransport {

        private final List<TransportResponse> underWay = Collections.synchronizedList(new ArrayList<>());

        AbortingTransport(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = super.get(request, signal);
            underWay.add(response);
            signal.onAbort(() -> List.copyOf(underWay).forEach(TransportResponse::close));
            return response;
        }
    }

    /** Shows the document that it cannot decode. */
    static final class ShowingDecoder extends PlainTransport {

        ShowingDecoder(NetworkSettings network) {
            super(network);
        }

        @Override
        public JsonDecoder jsonDecoder() {
            return json -> {
                try {
                    return super.jsonDecoder().decode(json);
                } catch (IOException e) {
                    throw new IOException("cannot decode " + json);
                }
            };
        }
    }

    /** Closes the latest response when another is closed again. */
    static final class ClosingTransport extends PlainTransport {

        private final List<TransportResponse> responses = Collections.synchronizedList(new ArrayList<>());

        ClosingTransport(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = super.get(request, signal);
            responses.add(response);
            AtomicBoolean closed = new AtomicBoolean();
            return new AlteredResponse(response) {
                @Override
                public void close() {
                    super.close();
                    if (closed.getAndSet(true)) {
                        responses.get(responses.size() - 1).close();
                    }
                }
            };
        }
    }

    /** Closes nothing if an exchange is under way when it is closed. */
    static final class KeepingTransport extends PlainTransport {

        private final AtomicInteger underWay = new AtomicInteger();

        KeepingTransport(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = super.get(request, signal);
            underWay.incrementAndGet();
            return new AlteredResponse(response) {
                @Override
                public void close() {
                    super.close();
                    underWay.decrementAndGet();
                }
            };
        }

        @Override
        public void close() {
            if (underWay.get() == 0) {
                super.close();
            }
        }
    }

    /** Ends the exchanges of all transports when one is closed. */
    static final class EndingTransport extends PlainTransport {

        private static final List<TransportResponse> UNDER_WAY = Collections.synchronizedList(new ArrayList<>());

        EndingTransport(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = super.get(request, signal);
            UNDER_WAY.add(response);
            return response;
        }

        @Override
        public void close() {
            List.copyOf(UNDER_WAY).forEach(TransportResponse::close);
            super.close();
        }
    }

    /** Shows the request if an exchange fails with an exception of one type. */
    static <E extends IOException> Breakage showing(Class<E> type, Function<String, E> wrong) {
        return Breakage.call((right, request, signal) -> {
            String shown = "failed: " + request.url() + " " + request.headers();
            try {
                return new AlteredResponse(right.get(request, signal)) {
                    @Override
                    public int read(ByteBuffer target) throws IOException {
                        try {
                            return super.read(target);
                        } catch (IOException e) {
                            throw isOf(type, e) ? wrong.apply(shown) : e;
                        }
                    }
                };
            } catch (IOException e) {
                throw isOf(type, e) ? wrong.apply(shown) : e;
            }
        });
    }

    static boolean isOf(Class<?> type, Throwable thrown) {
        return type.isInstance(thrown) || (thrown.getCause() != null && isOf(type, thrown.getCause()));
    }

    /** Works in threads that an abort does not end: it wakes only the caller. */
    static final class LeavingTransport extends PlainTransport {

        LeavingTransport(NetworkSettings network) {
            super(network);
        }

        private static <T> T awaiting(AbortSignal signal, Callable<T> work) throws IOException {
            return awaiting(signal, work, new AbortSignal());
        }

        /** Waits for work that an abort ends only if it is connected. */
        static <T> T awaiting(AbortSignal signal, Callable<T> work, AbortSignal connected) throws IOException {
            CompletableFuture<T> done = new CompletableFuture<>();
            signal.onAbort(() -> {
                done.completeExceptionally(new IOException("aborted"));
                if (!connected.isConnecting()) {
                    connected.abort();
                }
            });
            Flaw.startThread(() -> {
                try {
                    done.complete(work.call());
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
            try {
                return done.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException fault ? fault : new IOException(e.getCause());
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = awaiting(signal, () -> super.get(request, new AbortSignal()));
            return new AlteredResponse(response) {
                @Override
                public int read(ByteBuffer target) throws IOException {
                    return awaiting(signal, () -> super.read(target));
                }
            };
        }
    }

    /** Throws when it is read after its end. */
    static final class EndsOnce extends AlteredResponse {

        private boolean ended;

        EndsOnce(TransportResponse response) {
            super(response);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (ended) {
                throw new IOException("already at the end");
            }
            int read = super.read(target);
            ended = read < 0;
            return read;
        }
    }

    /** Throws when it is closed again. */
    static final class ClosedOnce extends AlteredResponse {

        private boolean closed;

        ClosedOnce(TransportResponse response) {
            super(response);
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed already");
            }
            closed = true;
            super.close();
        }
    }

    /** Reads some of the rest before it closes, like a stack that wants to reuse its connection. */
    static final class DrainedResponse extends AlteredResponse {

        private final int maxBytes;

        DrainedResponse(TransportResponse response, int maxBytes) {
            super(response);
            this.maxBytes = maxBytes;
        }

        @Override
        public void close() {
            ByteBuffer left = ByteBuffer.allocate(maxBytes);
            try {
                while (left.hasRemaining() && read(left) >= 0) {
                    left.limit(left.capacity());
                }
            } catch (IOException e) {
                // The body cannot be read further.
                left.clear();
            }
            super.close();
        }
    }

    /** All responses are read into the same array. */
    static final class SharingResponse extends AlteredResponse {

        private static final byte[] SHARED = new byte[8_192];

        SharingResponse(TransportResponse response) {
            super(response);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int read = super.read(ByteBuffer.wrap(SHARED, 0, Math.min(target.remaining(), SHARED.length)));
            target.put(SHARED, 0, Math.max(0, read));
            return read;
        }
    }

    /** All responses that a thread reads are read ahead into the same buffer. */
    static final class ReadingAhead extends AlteredResponse {

        private static final ThreadLocal<ByteBuffer> AHEAD =
                ThreadLocal.withInitial(() -> ByteBuffer.allocate(16_384).limit(0));

        ReadingAhead(TransportResponse response) {
            super(response);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            ByteBuffer ahead = AHEAD.get();
            if (!ahead.hasRemaining()) {
                int read = super.read(ahead.clear());
                ahead.flip();
                if (read < 0) {
                    return read;
                }
            }
            int count = Math.min(target.remaining(), ahead.remaining());
            target.put(ahead.slice().limit(count));
            ahead.position(ahead.position() + count);
            return count;
        }
    }

    /** The decoder has a field for the text that it decodes. */
    static final class SharedDecoder extends PlainTransport {

        private String text = "";

        SharedDecoder(NetworkSettings network) {
            super(network);
        }

        @Override
        public JsonDecoder jsonDecoder() {
            return json -> {
                text = json;
                LockSupport.parkNanos(1);
                return super.jsonDecoder().decode(text);
            };
        }
    }

    /** Returns the headers of the latest response. */
    static final class SharedHeaders extends PlainTransport {

        private final AtomicReference<TransportResponse> latest = new AtomicReference<>();

        SharedHeaders(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = super.get(request, signal);
            latest.set(response);
            return new AlteredResponse(response) {
                @Override
                public List<String> headers(String name) {
                    return latest.get().headers(name);
                }
            };
        }
    }

    /** Keeps the signals of all exchanges. */
    static final class KeepingSignals extends PlainTransport {

        private final List<AbortSignal> signals = Collections.synchronizedList(new ArrayList<>());

        KeepingSignals(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            signals.add(signal);
            return super.get(request, signal);
        }
    }

    /** Sends requests elsewhere, as earlier responses said. */
    private abstract static class Redirected extends PlainTransport {

        private final Map<String, URI> elsewhere = new ConcurrentHashMap<>();

        Redirected(NetworkSettings network) {
            super(network);
        }

        abstract Optional<URI> learned(URI url, TransportResponse response);

        abstract String key(URI url);

        URI changed(URI url, URI other) {
            return other;
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            URI other = elsewhere.get(key(request.url()));
            URI url = other == null ? request.url() : changed(request.url(), other);
            TransportResponse response =
                    super.get(new StorageRequest(url, request.headers(), request.connectTimeout()), signal);
            learned(request.url(), response).ifPresent(to -> elsewhere.put(key(request.url()), to));
            return response;
        }
    }

    /** Keeps permanent redirects. */
    static final class RememberingTransport extends Redirected {

        RememberingTransport(NetworkSettings network) {
            super(network);
        }

        @Override
        String key(URI url) {
            return url.toString();
        }

        @Override
        Optional<URI> learned(URI url, TransportResponse response) {
            return response.status() == 301 || response.status() == 308
                    ? response.headers("Location").stream().map(url::resolve).findFirst()
                    : Optional.empty();
        }
    }

    /** Keeps to TLS where a server has asked for it. */
    static final class Hsts extends Redirected {

        Hsts(NetworkSettings network) {
            super(network);
        }

        @Override
        String key(URI url) {
            return url.getHost();
        }

        @Override
        Optional<URI> learned(URI url, TransportResponse response) {
            return response.headers("Strict-Transport-Security").isEmpty() ? Optional.empty() : Optional.of(url);
        }

        @Override
        URI changed(URI url, URI other) {
            return URI.create(url.toString().replace("http:", "https:"));
        }
    }

    /** Uses the other ports that servers name. */
    static final class AltSvc extends Redirected {

        private static final Pattern PORT = Pattern.compile("=\":(\\d+)\"");

        AltSvc(NetworkSettings network) {
            super(network);
        }

        @Override
        String key(URI url) {
            return url.getAuthority();
        }

        @Override
        Optional<URI> learned(URI url, TransportResponse response) {
            return response.headers("Alt-Svc").stream()
                    .map(PORT::matcher)
                    .filter(Matcher::find)
                    .map(named -> URI.create("https://localhost:" + named.group(1) + "/"))
                    .findFirst();
        }

        @Override
        URI changed(URI url, URI other) {
            return other.resolve(url.getRawPath());
        }
    }

    /** Opens its tunnels, over a proxy, with headers that are not needed. */
    static Transport tunnelling(NetworkSettings network, Function<TransportRequest, Map<String, String>> wrong) {
        return new Breakage.Broken(
                new PlainTransport(network),
                (right, request, signal) -> {
                    if (network.proxy().isPresent() && request.url().getScheme().equals("https")) {
                        connect(network, request.url(), wrong.apply(request));
                    }
                    return right.get(request, signal);
                },
                json -> json);
    }

    private static void connect(NetworkSettings network, URI url, Map<String, String> headers) throws IOException {
        StringBuilder head = new StringBuilder("CONNECT " + url.getAuthority() + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        int port = network.proxy().orElseThrow().getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            write(socket, head.append("\r\n").toString());
            int unused = socket.getInputStream().read();
        }
    }

    /** Opens a tunnel, and encrypts in it for an address, which is not sent. */
    static TransportResponse withoutServerName(NetworkSettings network, TransportRequest request) throws IOException {
        URI url = request.url();
        Socket tunnel = new Socket(
                InetAddress.getLoopbackAddress(), network.proxy().orElseThrow().getPort());
        write(tunnel, "CONNECT " + url.getHost() + ":443 HTTP/1.1\r\n\r\n");
        String unused = RawServer.readHead(tunnel.getInputStream());
        Socket encrypted =
                network.trust().orElseThrow().context().getSocketFactory().createSocket(tunnel, "127.0.0.1", 443, true);
        write(encrypted, "GET " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n\r\n");
        String head = RawServer.readHead(encrypted.getInputStream());
        return new KeptSocketTransport.Response(
                Integer.parseInt(head.split(" ", -1)[1]), Map.of(), ByteBuffer.allocate(0));
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Is at its end when it has been closed. */
    static final class EndsWhenClosed extends AlteredResponse {

        private boolean closed;

        EndsWhenClosed(TransportResponse response) {
            super(response);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return closed ? -1 : super.read(target);
        }

        @Override
        public void close() {
            closed = true;
            super.close();
        }
    }

    /** Uses a new connection after a response without a body. */
    static final class LosingConnections extends PlainTransport {

        private final NetworkSettings network;
        private PlainTransport current;

        LosingConnections(NetworkSettings network) {
            super(network);
            this.network = network;
            this.current = new PlainTransport(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = current.get(request, signal);
            if (response.status() == 204 || response.headers("Content-Length").equals(List.of("0"))) {
                current = new PlainTransport(network);
            }
            return response;
        }
    }

    /** Sends each request but the first over a closed connection, and then again without its range. */
    static final class SendingAgain extends PlainTransport {

        private final AtomicInteger calls = new AtomicInteger();

        SendingAgain(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            if (calls.getAndIncrement() == 0) {
                return super.get(request, signal);
            }
            sent(request.url(), request.headers());
            Map<String, String> fewer = new HashMap<>(request.headers());
            fewer.remove("Range");
            return sent(request.url(), fewer);
        }

        private static TransportResponse sent(URI url, Map<String, String> headers) throws IOException {
            StringBuilder head = new StringBuilder("GET " + url.getRawPath() + " HTTP/1.1\r\n");
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            Socket socket = new Socket(url.getHost(), url.getPort());
            write(socket, head.append("\r\n").toString());
            String answer = RawServer.readHead(socket.getInputStream());
            return new KeptSocketTransport.Response(answer.isEmpty() ? 0 : 404, Map.of(), ByteBuffer.allocate(0));
        }
    }

    /** Sends Host with the default port, to a proxy. */
    static TransportResponse withDefaultPort(NetworkSettings network, TransportRequest request) throws IOException {
        StringBuilder head = new StringBuilder(
                "GET " + request.url() + " HTTP/1.1\r\nHost: " + request.url().getHost() + ":80\r\n");
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        int port = network.proxy().orElseThrow().getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            write(socket, head.append("\r\n").toString());
            String answer = RawServer.readHead(socket.getInputStream());
            return new KeptSocketTransport.Response(
                    Integer.parseInt(answer.split(" ", -1)[1]),
                    Map.of("content-type", "audio/flac"),
                    ByteBuffer.wrap(socket.getInputStream().readAllBytes()));
        }
    }

    /** Reads all that a proxy answers to CONNECT. */
    static void readPage(NetworkSettings network, URI url) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), network.proxy().orElseThrow().getPort())) {
            write(socket, "CONNECT " + url.getHost() + ":443 HTTP/1.1\r\n\r\n");
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Returns the first answer of a proxy selector to every question. */
    static ProxySelector askedOnce(ProxySelector selector) {
        AtomicReference<List<Proxy>> first = new AtomicReference<>();
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return first.updateAndGet(known -> known == null ? selector.select(uri) : known);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };
    }

    /** Takes the byte order mark from a body. */
    static final class WithoutMark extends AlteredResponse {

        private boolean begun;

        WithoutMark(TransportResponse response) {
            super(response);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int from = target.position();
            int read = super.read(target);
            if (begun || read < 3 || target.get(from) != (byte) 0xEF) {
                begun = true;
                return read;
            }
            begun = true;
            ByteBuffer rest = target.duplicate().flip().position(from + 3);
            target.position(from).put(rest);
            return read - 3;
        }
    }

    /** Waits before a request for as long as the last response asked for. */
    static final class Patient extends PlainTransport {

        private volatile boolean asked;

        Patient(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(asked ? 4 : 0));
            TransportResponse response = super.get(request, signal);
            asked = !response.headers("Retry-After").isEmpty();
            return response;
        }
    }

    /** Keeps the documents that it has decoded. */
    static final class KeepingDocuments extends PlainTransport {

        private final Map<String, Object> known = new ConcurrentHashMap<>();

        KeepingDocuments(NetworkSettings network) {
            super(network);
        }

        @Override
        public JsonDecoder jsonDecoder() {
            return json -> {
                Object decoded = super.jsonDecoder().decode(json);
                if (decoded != null) {
                    known.put(json, decoded);
                }
                return decoded;
            };
        }
    }

    /** Recurses, as a decoder does that knows no limit. */
    static int depth(String json, int from) {
        boolean isDeeper = from < json.length() && "[{\"a:".indexOf(json.charAt(from)) >= 0;
        return isDeeper ? 1 + depth(json, from + 1) : 0;
    }

    /** Ends a body after some bytes. */
    static TransportResponse ending(TransportResponse response, long after) {
        AtomicLong left = new AtomicLong(after);
        return new AlteredResponse(response) {
            @Override
            public int read(ByteBuffer target) throws IOException {
                if (left.get() <= 0) {
                    return -1;
                }
                int limit = target.limit();
                int read = super.read(target.limit((int) Math.min(limit, target.position() + left.get())));
                target.limit(limit);
                left.addAndGet(-read);
                return read;
            }
        };
    }

    interface Decoding {
        InputStream of(InputStream coded) throws IOException;
    }

    /** Decompresses the body of a response. */
    static TransportResponse inflated(TransportResponse response, String coding, Decoding decoding) throws IOException {
        if (!response.headers("Content-Encoding").equals(List.of(coding))) {
            return response;
        }
        try (InputStream in = decoding.of(new ByteArrayInputStream(Flaw.wholeBody(response)))) {
            return Flaw.withBody(response, in.readAllBytes());
        }
    }
}
