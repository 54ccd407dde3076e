package io.github.cambtts.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** HTTP/1.1 on the JDK's sockets, with or without TLS; each connection can be ended at any byte. */
final class Http1Server implements WireServer {

    private static final int BACKLOG = 200;
    private static final long POLL_MILLIS = 20;
    private static final int MAX_HEAD_BYTES = 1 << 20;

    private final ListeningSocket listening;
    private final Optional<SSLContext> tls;
    private final ReceivedRequest.Origin origin;
    private final Function<ReceivedRequest, FakeResponse> answers;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger active = new AtomicInteger();

    private Http1Server(
            ListeningSocket listening,
            Optional<SSLContext> tls,
            ReceivedRequest.Origin origin,
            Function<ReceivedRequest, FakeResponse> answers) {
        this.listening = listening;
        this.tls = tls;
        this.origin = origin;
        this.answers = answers;
    }

    static Http1Server start(
            InetSocketAddress address,
            Optional<SSLContext> tls,
            ReceivedRequest.Origin origin,
            Function<ReceivedRequest, FakeResponse> answers)
            throws IOException {
        ListeningSocket listening = new ListeningSocket();
        try {
            listening.bind(address, BACKLOG);
        } catch (IOException e) {
            listening.close();
            throw e;
        }
        Http1Server server = new Http1Server(listening, tls, origin, answers);
        daemon("fake-camb-accept-" + server.port(), server::accept);
        return server;
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public int port() {
        return listening.getLocalPort();
    }

    @Override
    public int accepted() {
        return listening.accepted();
    }

    @Override
    public int active() {
        return active.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                daemon("fake-camb-connection-" + socket.getPort(), () -> serve(socket));
            }
        } catch (IOException e) {
            // The server closes.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            Socket channel = tls.isPresent() ? encrypted(socket, tls.get()) : socket;
            InputStream in = new BufferedInputStream(channel.getInputStream());
            OutputStream out = new BufferedOutputStream(channel.getOutputStream(), 16 * 1024);
            FakeResponseBody.ClientWatch watch = millis -> isGoneWithin(millis, channel, in);
            Optional<Head> head = Head.read(in, out);
            while (head.isPresent() && !listening.isClosed() && isKept(head.get(), out, socket, watch)) {
                head = Head.read(in, out);
            }
            channel.close();
        } catch (IOException | UncheckedIOException e) {
            // The client is gone or does not trust the certificate, the connection was ended as scripted, or a
            // recording cannot be read.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SSLSocket encrypted(Socket socket, SSLContext tls) throws IOException {
        SSLSocket encrypted = (SSLSocket) tls.getSocketFactory().createSocket(socket, (InputStream) null, true);
        encrypted.setUseClientMode(false);
        encrypted.startHandshake();
        return encrypted;
    }

    /**
     * Waits, and checks now and then whether the client is still connected: a dropped request must not be kept for
     * ever.
     */
    private boolean isGoneWithin(long millis, Socket channel, InputStream in) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (long left = millis; left > 0; left = millis - (System.nanoTime() - start) / 1_000_000) {
            if (closing.await(0, TimeUnit.MILLISECONDS)
                    || isAtEndWithin((int) Math.min(left, POLL_MILLIS), channel, in)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAtEndWithin(int millis, Socket channel, InputStream in) throws IOException, InterruptedException {
        channel.setSoTimeout(millis);
        in.mark(1);
        try {
            if (in.read() < 0) {
                return true;
            }
            // The client has sent its next request already.
            in.reset();
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            channel.setSoTimeout(0);
        }
    }

    /** Answers a request and returns whether the connection can be used for another one. */
    private boolean isKept(Head head, OutputStream out, Socket socket, FakeResponseBody.ClientWatch watch)
            throws IOException, InterruptedException {
        active.incrementAndGet();
        try {
            return isKeptAfterAnswer(head, out, socket, watch);
        } finally {
            active.decrementAndGet();
        }
    }

    private boolean isKeptAfterAnswer(Head head, OutputStream out, Socket socket, FakeResponseBody.ClientWatch watch)
            throws IOException, InterruptedException {
        FakeResponse answer = head.framed(answers.apply(head.request(origin)));
        if (answer.delayMillis() > 0 && watch.isGoneWithin(answer.delayMillis())) {
            return false;
        }
        switch (answer.fault()) {
            case SILENCE -> {
                watch.isGoneWithin(Long.MAX_VALUE);
                return false;
            }
            case REFUSED, UNKNOWN_HOST, UNTRUSTED, CLOSED_BEFORE_HEADERS -> {
                end(socket, false);
                return false;
            }
            case NONE, CUT, RESET, STALL -> {}
        }
        writeHead(answer, out);
        boolean chunked = answer.framing() == FakeResponse.Framing.CHUNKED;
        if (!head.method().equals("HEAD")) {
            FakeResponseBody.Ending ending = FakeResponseBody.write(answer, chunked, out, watch);
            if (ending != FakeResponseBody.Ending.WHOLE) {
                end(socket, ending == FakeResponseBody.Ending.RESET);
                return false;
            }
            if (chunked) {
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
        out.flush();
        return answer.framing() != FakeResponse.Framing.CLOSE && head.isKeepingAlive();
    }

    private static void writeHead(FakeResponse answer, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " \r\n");
        answer.headers(false)
                .forEach(header -> head.append(header.name())
                        .append(": ")
                        .append(header.value())
                        .append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Closes the socket beneath TLS, so that no close_notify is sent. */
    private static void end(Socket socket, boolean reset) throws IOException {
        if (reset) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request line and the headers. */
    private record Head(String method, String target, String version, Map<String, List<String>> headers) {

        private static final Pattern REQUEST_LINE = Pattern.compile("([^ ]+) ([^ ]+) (HTTP/1\\.[0-9])");

        /** A target in absolute form, which every server must accept (RFC 9112, section 3.2.2). */
        private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?)://[^/?]*/?(.*)");

        /** Reads the next request; absent if it is not a valid request. */
        static Optional<Head> read(InputStream in, OutputStream out) throws IOException {
            Matcher line = REQUEST_LINE.matcher(line(in));
            if (!line.matches()) {
                return Optional.empty();
            }
            Map<String, List<String>> headers = new TreeMap<>();
            for (String field = line(in); !field.isEmpty(); field = line(in)) {
                int colon = field.indexOf(':');
                if (colon < 1) {
                    return Optional.empty();
                }
                headers.computeIfAbsent(field.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(field.substring(colon + 1).strip());
            }
            Matcher absolute = ABSOLUTE.matcher(line.group(2));
            String target = absolute.matches() ? "/" + absolute.group(1) : line.group(2);
            Head head = new Head(line.group(1), target, line.group(3), headers);
            if (head.isContinueExpected()) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            in.skipNBytes(head.bodyBytes());
            return Optional.of(head);
        }

        /** Reads a line; the connection may not end in it. */
        private static String line(InputStream in) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int each = in.read(); each != '\n'; each = in.read()) {
                if (each < 0) {
                    throw new EOFException("no more requests");
                }
                if (line.size() == MAX_HEAD_BYTES) {
                    throw new IOException("a line of the head is too long");
                }
                line.write(each);
            }
            String text = line.toString(StandardCharsets.UTF_8);
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }

        private String value(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }

        private long bodyBytes() throws IOException {
            String length = value("content-length");
            if (!length.isEmpty() && !length.matches("[0-9]{1,18}")) {
                throw new IOException("invalid Content-Length");
            }
            return length.isEmpty() ? 0 : Long.parseLong(length);
        }

        private boolean isHttp10() {
            return version.equals("HTTP/1.0");
        }

        /** Whether the client waits for an interim response before it sends the body (RFC 9110, section 10.1.1). */
        private boolean isContinueExpected() throws IOException {
            return !isHttp10() && value("expect").equalsIgnoreCase("100-continue") && bodyBytes() > 0;
        }

        /** Returns a response without chunks for a client of HTTP/1.0 (RFC 9112, section 6.1). */
        FakeResponse framed(FakeResponse answer) {
            return isHttp10() && answer.framing() == FakeResponse.Framing.CHUNKED
                    ? answer.framing(FakeResponse.Framing.LENGTH)
                    : answer;
        }

        boolean isKeepingAlive() {
            // A chunked body is not read, so the bytes after the head are not a request.
            return !isHttp10()
                    && !value("connection").toLowerCase(Locale.ROOT).contains("close")
                    && !headers.containsKey("transfer-encoding");
        }

        ReceivedRequest request(ReceivedRequest.Origin origin) {
            return new ReceivedRequest(origin, method, target, headers);
        }
    }
}
