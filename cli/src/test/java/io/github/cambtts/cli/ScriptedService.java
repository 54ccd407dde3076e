package io.github.cambtts.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A service with a fixed response for each run; a run id from 400 to 599 is answered with that status. */
final class ScriptedService implements AutoCloseable {

    static final long SPEECH = 1;
    static final long OLD_WAV = 2;
    static final long STALLS_IN_BODY = 3;
    static final long NEVER_ANSWERS = 4;
    static final long CUT_SHORT = 5;
    static final long EMPTY = 6;
    static final long WEB_PAGE = 7;
    static final long REDIRECT = 8;
    static final long BROKEN_JSON = 9;
    static final long UNSAFE_LINK = 10;
    static final long ENDLESS = 11;
    static final long BUSY_ONCE = 12;
    static final long SLOW = 13;
    static final long LINK_BEYOND_ASCII = 14;
    static final long CUT_RECORDING = 15;
    static final long DAMAGED = 16;
    static final long UNPROVED = 17;
    static final long UNPROVED_WITHOUT_LENGTH = 18;

    static final String SIGNATURE = "c2lnbmF0dXJl";
    /** 12,000 samples of noise, made with flac 1.4 from raw 16-bit data at 8 kHz. */
    static final byte[] FLAC = resource("noise.flac");

    static final byte[] WAV = wav();

    private static final int SENT_BEFORE_STALL = 12_000;
    private static final int MIN_STATUS = 400;
    private static final int MAX_STATUS = 599;

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<Long, Integer> perRun = new ConcurrentHashMap<>();

    private ScriptedService(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
    }

    static ScriptedService start() {
        try {
            return start(HttpServer.create(anyPort(), 0), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the service with TLS. */
    static ScriptedService start(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return start(server, "https");
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static ScriptedService start(HttpServer server, String scheme) {
        ScriptedService service = new ScriptedService(server, scheme);
        server.createContext("/apis/tts-result/", service::answer);
        server.createContext("/object/", service::object);
        server.setExecutor(service.threads);
        server.start();
        return service;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String origin() {
        return scheme + "://127.0.0.1:" + port();
    }

    String baseUrl() {
        return origin() + "/apis";
    }

    int requests() {
        return requests.get();
    }

    /** Returns a latch that is released once part of a body has been sent. */
    CountDownLatch stalled() {
        return stalled;
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        long run = runIn(exchange);
        boolean first = perRun.merge(run, 1, Integer::sum) == 1;
        boolean link = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "")
                .contains("file_url");
        if (!Outcome.KEY.equals(exchange.getRequestHeaders().getFirst("x-api-key"))) {
            text(exchange, 401, "application/json", "{\"error\":\"Invalid API key\",\"status\":401}");
        } else if (run >= MIN_STATUS && run <= MAX_STATUS) {
            text(exchange, (int) run, "application/json", "{\"detail\":\"no luck with \\u001b[31m this one\"}");
        } else if (run == BUSY_ONCE && first) {
            exchange.getResponseHeaders().set("Retry-After", "0");
            text(exchange, 503, "text/plain", "busy");
        } else if (link) {
            exchange.getResponseHeaders().set("X-Request-Id", "request-7");
            text(exchange, 200, "application/json", linkTo(run));
        } else {
            audio(exchange, run);
        }
    }

    private void object(HttpExchange exchange) throws IOException {
        audio(exchange, "audio/flac", recording(runIn(exchange)));
    }

    private static long runIn(HttpExchange exchange) {
        return Long.parseLong(exchange.getRequestURI().getPath().replaceFirst(".*/", ""));
    }

    private static byte[] recording(long run) {
        if (run == CUT_RECORDING) {
            return Recordings.cut();
        }
        if (run == DAMAGED) {
            return Recordings.damaged();
        }
        return run == UNPROVED ? Recordings.unproved() : FLAC;
    }

    private String linkTo(long run) {
        if (run == BROKEN_JSON) {
            return "{\"output_url\":";
        }
        if (run == LINK_BEYOND_ASCII) {
            return "{\"output_url\":\"" + origin() + "/\\u202ex?y=\\u00e9\"}";
        }
        return run == UNSAFE_LINK
                ? "{\"output_url\":\"file:///etc/passwd\"}"
                : "{\"output_url\":\"" + origin() + "/object/" + run + "?Expires=4102444800&Signature=" + SIGNATURE
                        + "\"}";
    }

    private void audio(HttpExchange exchange, long run) throws IOException {
        if (run == STALLS_IN_BODY) {
            stall(exchange);
        } else if (run == NEVER_ANSWERS) {
            waitForEnd();
        } else if (run == CUT_SHORT) {
            exchange.sendResponseHeaders(200, FLAC.length);
            exchange.getResponseBody().write(FLAC, 0, FLAC.length / 2);
            exchange.getResponseBody().flush();
            exchange.close();
        } else if (run == SLOW) {
            sendSlowly(exchange);
        } else if (run == EMPTY) {
            audio(exchange, "audio/flac", new byte[0]);
        } else if (run == WEB_PAGE) {
            text(exchange, 200, "text/html", "<html>Please log in</html>");
        } else if (run == REDIRECT) {
            exchange.getResponseHeaders().set("Location", origin() + "/elsewhere");
            text(exchange, 307, "text/plain", "");
        } else if (run == ENDLESS) {
            sendEndlessly(exchange);
        } else if (run == UNPROVED_WITHOUT_LENGTH) {
            exchange.getResponseHeaders().set("Content-Type", "audio/flac");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(Recordings.unproved());
            exchange.close();
        } else if (run == OLD_WAV) {
            audio(exchange, "audio/wav", WAV);
        } else {
            audio(exchange, "audio/flac", recording(run));
        }
    }

    private void stall(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "audio/flac");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(FLAC, 0, SENT_BEFORE_STALL);
        exchange.getResponseBody().flush();
        stalled.countDown();
        waitForEnd();
    }

    private void sendSlowly(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "audio/flac");
        exchange.sendResponseHeaders(200, FLAC.length);
        int piece = FLAC.length / 10;
        try (OutputStream body = exchange.getResponseBody()) {
            for (int sent = 0; sent < FLAC.length && stopping.getCount() > 0; sent += piece) {
                body.write(FLAC, sent, Math.min(piece, FLAC.length - sent));
                body.flush();
                waitBetweenPieces();
            }
        }
    }

    private void waitBetweenPieces() {
        try {
            stopping.await(150, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendEndlessly(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "audio/flac");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(FLAC);
            while (stopping.getCount() > 0) {
                body.write(new byte[64 * 1024]);
            }
        }
    }

    private void audio(HttpExchange exchange, String mediaType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", mediaType);
        exchange.getResponseHeaders().set("X-Request-Id", "request-7");
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static void text(HttpExchange exchange, int status, String mediaType, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", mediaType);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void waitForEnd() {
        try {
            stopping.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(ScriptedService.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] wav() {
        int dataBytes = 1600;
        ByteBuffer file = ByteBuffer.allocate(44 + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + dataBytes);
        file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        file.putShort((short) 1).putShort((short) 1).putInt(8000).putInt(16_000);
        file.putShort((short) 2).putShort((short) 16);
        file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(dataBytes);
        return file.array();
    }

    @Override
    public void close() {
        stopping.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
