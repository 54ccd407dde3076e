package io.github.cambtts.testkit.contract;

import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.ScriptedTransport;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Uses one connection without TLS for everything, and continues to read where the last body ended. It takes chunk
 * sizes that it cannot parse for audio.
 */
final class KeptSocketTransport implements Transport {

    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        URI url = request.url();
        signal.connecting();
        if (!socket.isConnected()) {
            socket = new Socket(url.getHost(), url.getPort());
            in = new BufferedInputStream(socket.getInputStream());
        }
        signal.onAbort(this::close);
        signal.connected();
        String head =
                "GET " + url.getPath() + "?" + url.getQuery() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        int status = Integer.parseInt(line().split(" ", -1)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] nameAndValue = line.split(": ", 2);
            headers.put(nameAndValue[0].toLowerCase(Locale.ROOT), nameAndValue[1]);
        }
        byte[] body = headers.containsKey("transfer-encoding")
                ? chunks()
                : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Response(status, headers, ByteBuffer.wrap(body));
    }

    /** Reads chunks; after a size with too many bits it reads to the end of the connection. */
    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String size = line(); !size.equals("0"); size = line()) {
            try {
                body.write(in.readNBytes(Integer.parseInt(size, 16)));
            } catch (NumberFormatException e) {
                in.transferTo(body);
                return body.toByteArray();
            }
            line();
        }
        line();
        return body.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("in the headers");
            }
            line.append((char) c);
        }
        return line.substring(0, line.length() - 2);
    }

    record Response(int status, Map<String, String> headers, ByteBuffer body) implements TransportResponse {

        @Override
        public List<String> headers(String name) {
            String value = headers.get(name.toLowerCase(Locale.ROOT));
            return value == null ? List.of() : List.of(value);
        }

        @Override
        public int read(ByteBuffer target) {
            int count = Math.min(target.remaining(), body.remaining());
            target.put(body.slice().limit(count));
            body.position(body.position() + count);
            return count == 0 ? -1 : count;
        }

        @Override
        public void close() {}
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return new ScriptedTransport(new FakeCamb()).jsonDecoder();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
