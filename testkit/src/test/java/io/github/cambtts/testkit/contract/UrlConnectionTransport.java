package io.github.cambtts.testkit.contract;

import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.ScriptedTransport;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ProxyException;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;

/**
 * A transport over {@code HttpURLConnection}, which cannot do all that the port requires: see {@link #DEVIATIONS}.
 */
final class UrlConnectionTransport implements Transport {

    private static final Pattern NO_TUNNEL =
            Pattern.compile("^Unable to tunnel through proxy. Proxy returns \"HTTP/\\d\\.\\d (\\d{3})");

    static final Map<Deviation, String> DEVIATIONS = Map.of(
            Deviation.NO_HTTP_2, "HttpURLConnection speaks HTTP/1.1 only",
            Deviation.RESENDS,
                    "HttpURLConnection sends a GET a second time if its connection closes before the response",
            Deviation.NO_INTERIM_RESPONSES, "HttpURLConnection takes 103 for the response",
            Deviation.HEADERS_MAY_BREAK_OFF, "HttpURLConnection takes incomplete headers for complete ones",
            Deviation.UNBOUNDED_HEADERS, "HttpURLConnection bounds neither headers nor chunk extensions on every JDK",
            Deviation.LENIENT_FRAMING, "HttpURLConnection accepts invalid lengths and control characters",
            Deviation.LOGS_HEADERS_IF_TURNED_ON,
                    "the logger sun.net.www.protocol.http.HttpURLConnection shows headers at FINEST",
            Deviation.KEEPS_CONNECTIONS_AFTER_CLOSE, "the pool of HttpURLConnection belongs to the JVM",
            Deviation.ADDS_HEADERS_TO_CONNECT, "HttpURLConnection sends Accept, User-Agent and Proxy-Connection",
            Deviation.OPENS_CONNECTIONS_ANEW, "HttpURLConnection opens another connection after a chunked body");

    private final NetworkSettings network;

    UrlConnectionTransport(NetworkSettings network) {
        this.network = network;
    }

    private HttpURLConnection connection(TransportRequest request) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                (network.proxy().isPresent()
                        ? request.url()
                                .toURL()
                                .openConnection(new Proxy(
                                        Proxy.Type.HTTP, network.proxy().get()))
                        : request.url().toURL().openConnection());
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) request.connectTimeout().toMillis());
        request.headers().forEach(connection::setRequestProperty);
        if (connection instanceof HttpsURLConnection https) {
            network.trust()
                    .ifPresent(
                            trust -> https.setSSLSocketFactory(trust.context().getSocketFactory()));
        }
        return connection;
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        HttpURLConnection connection = connection(request);
        CompletableFuture<TransportResponse> pending = new CompletableFuture<>();
        signal.onAbort(() -> {
            pending.completeExceptionally(new IOException("aborted"));
            connection.disconnect();
        });
        signal.connecting();
        Flaw.startThread(() -> {
            try {
                connection.connect();
                signal.connected();
                int status = connection.getResponseCode();
                if (status < 0) {
                    throw new ProtocolException("no status line");
                }
                InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
                pending.complete(new Response(connection, status, body == null ? InputStream.nullInputStream() : body));
            } catch (IOException | RuntimeException e) {
                connection.disconnect();
                pending.completeExceptionally(e);
            }
        });
        try {
            return pending.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException fault ? translated(fault) : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static IOException translated(IOException fault) {
        String message = String.valueOf(fault.getMessage());
        Matcher tunnel = NO_TUNNEL.matcher(message);
        if (tunnel.find()) {
            return new ProxyException(Integer.parseInt(tunnel.group(1)), message);
        }
        if (message.contains("Premature EOF")) {
            return new EOFException(message);
        }
        return message.contains("Invalid Http response")
                        || message.contains("chunk")
                        || message.contains("too long")
                        || message.contains("exceeds the maximum")
                ? new ProtocolException("not HTTP")
                : fault;
    }

    private static final class Response implements TransportResponse {

        private final HttpURLConnection connection;
        private final int status;
        private final InputStream body;
        private long left;

        Response(HttpURLConnection connection, int status, InputStream body) {
            this.connection = connection;
            this.status = status;
            this.body = body;
            this.left = connection.getContentLengthLong();
        }

        @Override
        public int status() {
            return status;
        }

        /** Reads the values by index: {@code getHeaderFields} returns them in reverse order. */
        @Override
        public List<String> headers(String name) {
            List<String> values = new ArrayList<>();
            for (int i = 1; connection.getHeaderFieldKey(i) != null; i++) {
                if (name.equalsIgnoreCase(connection.getHeaderFieldKey(i))) {
                    values.add(connection.getHeaderField(i));
                }
            }
            return values;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            byte[] bytes = new byte[Math.min(target.remaining(), 16 * 1024)];
            int read;
            try {
                read = body.read(bytes);
            } catch (IOException e) {
                throw translated(e);
            }
            if (read > 0) {
                target.put(bytes, 0, read);
                left -= read;
            } else if (left > 0) {
                throw new EOFException(left + " bytes are missing");
            }
            return read;
        }

        @Override
        public void close() {
            if (left != 0) {
                connection.disconnect();
            }
        }
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return new ScriptedTransport(new FakeCamb()).jsonDecoder();
    }

    @Override
    public void close() {}
}
