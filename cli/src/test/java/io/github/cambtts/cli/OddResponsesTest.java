package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import io.github.cambtts.transport.NetworkSettings;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What both adapters make of responses that are not quite HTTP: each is sent to both, and {@code docs/odd-responses.md}
 * is the result. With {@code -Dcambtts.odd.page.write=true} the column of the running Java is written.
 */
class OddResponsesTest {

    private static final Path PAGE = Path.of("..", "docs", "odd-responses.md");
    private static final byte[] AUDIO = wav();
    private static final String BODY = new String(AUDIO, StandardCharsets.ISO_8859_1);
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String LENGTH = "Content-Length: " + AUDIO.length + "\r\n";
    private static final String TYPE = "Content-Type: audio/wav\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final String SIZE = Integer.toHexString(AUDIO.length);
    private static final int MAX_INTERIM = 9;

    /** Writes a response; the connection is closed afterwards. */
    private interface Script {

        void write(OutputStream out) throws IOException;
    }

    private final Map<String, Script> responses = new LinkedHashMap<>();
    private final Map<String, Script> proxies = new LinkedHashMap<>();

    OddResponsesTest() {
        statusLines();
        headers();
        framing();
        tunnels();
    }

    private void statusLines() {
        response("`ICY 200 OK`", "ICY 200 OK\r\n" + TYPE + LENGTH + "\r\n" + BODY);
        response("`HTTP/1.2 200 OK`", "HTTP/1.2 200 OK\r\n" + TYPE + LENGTH + "\r\n" + BODY);
        response("`HTTP/2.0 200 OK`", "HTTP/2.0 200 OK\r\n" + TYPE + LENGTH + "\r\n" + BODY);
        response("`HTTP/1.1 404Not`", "HTTP/1.1 404Not\r\nContent-Length: 0\r\n\r\n");
        response("`HTTP/1.1 2000 OK`", "HTTP/1.1 2000 OK\r\n" + TYPE + LENGTH + "\r\n" + BODY);
        response("`HTTP/1.1 1000 OK`", "HTTP/1.1 1000 OK\r\n" + TYPE + LENGTH + "\r\n" + BODY);
        response("a tab before the status", "HTTP/1.1\t200 OK\r\n" + TYPE + LENGTH + "\r\n" + BODY);
        response("status 99", "HTTP/1.1 099 OK\r\n" + TYPE + LENGTH + "\r\n" + BODY);
        response("status 101", "HTTP/1.1 101 Switching\r\n" + TYPE + LENGTH + "\r\n" + BODY);
        response("status 700", "HTTP/1.1 700 Odd\r\nContent-Length: 0\r\n\r\n");
        response("205 with a length", "HTTP/1.1 205 Reset\r\n" + TYPE + LENGTH + "\r\n" + BODY);
        for (int count = 1; count <= MAX_INTERIM; count += MAX_INTERIM - 1) {
            response(
                    count + " × `103`",
                    "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n".repeat(count) + OK + TYPE + LENGTH + "\r\n" + BODY);
        }
        response("an empty line first", "\r\n" + OK + TYPE + LENGTH + "\r\n" + BODY);
    }

    private void headers() {
        String rest = TYPE + LENGTH + "\r\n" + BODY;
        response("bare LF as line end", (OK + TYPE + LENGTH + "\r\n").replace("\r\n", "\n") + BODY);
        response("bare CR as line end", (OK + TYPE + LENGTH + "\r\n").replace("\r\n", "\r") + BODY);
        response("bare CR in a value", OK + "X-Odd: a\rb\r\n" + rest);
        response("ESC in a value", OK + "X-Odd: a\u001bb\r\n" + rest);
        response("NUL in a value", OK + "X-Odd: a\u0000b\r\n" + rest);
        response("Latin-1 in a value", OK + "X-Odd: \u00fc\r\n" + rest);
        response("a folded value", OK + "X-Odd: a\r\n b\r\n" + rest);
        response("a line without a colon", OK + "X-Odd\r\n" + rest);
        response("an empty name", OK + ": odd\r\n" + rest);
        response("a space in a name", OK + "X Odd: a\r\n" + rest);
        response("a space after a name", OK + "X-Odd : a\r\n" + rest);
        response("`(` in a name", OK + "X(Odd: a\r\n" + rest);
        response("Latin-1 in a name", OK + "X-\u00fcdd: a\r\n" + rest);
        response("30,000 lines of 20 bytes", OK + "X-Filler: 123456789\r\n".repeat(30_000) + rest);
        response("a header section of 300 KB", OK + ("X-Filler: " + "x".repeat(990) + "\r\n").repeat(300) + rest);
        response("two different lengths", OK + "Content-Length: 5\r\n" + rest);
        response("the same length twice", OK + LENGTH + rest);
        response("`Content-Length: +212`", OK + TYPE + "Content-Length: +" + AUDIO.length + "\r\n\r\n" + BODY);
        response(
                "`Content-Length: 212, 212`",
                OK + TYPE + "Content-Length: " + AUDIO.length + ", " + AUDIO.length + "\r\n\r\n" + BODY);
        response("`Content-Length:` (empty)", OK + TYPE + "Content-Length:\r\n\r\n" + BODY);
    }

    private void framing() {
        String chunked = OK + TYPE + CHUNKED + "\r\n";
        String end = "0\r\n\r\n";
        response("two `Transfer-Encoding: chunked`", OK + CHUNKED + TYPE + CHUNKED + "\r\n" + chunk(SIZE) + end);
        response(
                "`Transfer-Encoding: gzip, chunked`",
                OK + TYPE + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunk(SIZE) + end);
        response(
                "`Transfer-Encoding: xchunked`", OK + TYPE + "Transfer-Encoding: xchunked\r\n\r\n" + chunk(SIZE) + end);
        response("`Transfer-Encoding: Chunked`", OK + TYPE + "Transfer-Encoding: Chunked\r\n\r\n" + chunk(SIZE) + end);
        response("chunked and a length", OK + TYPE + LENGTH + CHUNKED + "\r\n" + chunk(SIZE) + end);
        response("chunk size `0x…`", chunked + chunk("0x" + SIZE) + end);
        response("chunk size `+…`", chunked + chunk("+" + SIZE) + end);
        response("a space before a chunk size", chunked + chunk(" " + SIZE) + end);
        response("a space after a chunk size", chunked + chunk(SIZE + " ") + end);
        response("letters after a chunk size", chunked + chunk(SIZE + "xyz") + end);
        response("an empty chunk size", chunked + chunk("") + end);
        response("a chunk extension", chunked + chunk(SIZE + ";a=b") + end);
        response("a chunk extension of 3 KB", chunked + chunk(SIZE + ";a=" + "b".repeat(3_000)) + end);
        response("bare LF after a chunk size", chunked + SIZE + "\n" + BODY + "\r\n" + end);
        response("bare LF after a chunk's data", chunked + SIZE + "\r\n" + BODY + "\n" + end);
        response("nothing after a chunk's data", chunked + SIZE + "\r\n" + BODY + end);
        response("the last chunk without its empty line", chunked + chunk(SIZE) + "0\r\n");
        response("a trailer", chunked + chunk(SIZE) + "0\r\nX-Odd: a\r\n\r\n");
        response("a chunk size of 4 GiB", chunked + chunk("100000000") + end);
    }

    private void tunnels() {
        String tunnel = "HTTP/1.1 200 Established\r\n\r\n";
        proxy("`201`", "HTTP/1.1 201 Created\r\n\r\n");
        proxy("`204`", "HTTP/1.1 204 No Content\r\n\r\n");
        proxy("`299`", "HTTP/1.1 299 Odd\r\n\r\n");
        proxy("`100`, then `200`", "HTTP/1.1 100 Continue\r\n\r\n" + tunnel);
        proxy("`103`, then `200`", "HTTP/1.1 103 Early Hints\r\n\r\n" + tunnel);
        proxy("`101`", "HTTP/1.1 101 Switching\r\n\r\n");
        proxy("`200` with `Content-Length: 5`", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        proxy("`200`, chunked", "HTTP/1.1 200 OK\r\n" + CHUNKED + "\r\n");
        proxy("`403`", "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
        proxies.put("`403` with 100 MB", out -> {
            ascii(out, "HTTP/1.1 403 No\r\nContent-Length: 100000000\r\n\r\n");
            for (int sent = 0; sent < 100_000_000; sent += 100_000) {
                out.write(new byte[100_000]);
            }
        });
        proxy("`502`", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        proxy("`302`", "HTTP/1.1 302 Found\r\nLocation: http://localhost/\r\nContent-Length: 0\r\n\r\n");
        proxy("no HTTP", "hello\r\n\r\n");
        proxy("nothing, and closes", "");
    }

    private void response(String name, String bytes) {
        responses.put(name, out -> ascii(out, bytes));
    }

    private void proxy(String name, String bytes) {
        proxies.put(name, out -> ascii(out, bytes));
    }

    private static void ascii(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String chunk(String size) {
        return size + "\r\n" + BODY + "\r\n";
    }

    @Test
    void thePageShowsWhatBothAdaptersMakeOfEach() throws IOException {
        int column = Runtime.version().feature() < 25 ? 3 : 4;
        List<String> expected = Files.readAllLines(PAGE);
        List<String> page = new ArrayList<>(expected);
        measure(page, "Response", responses, false, column);
        measure(page, "Response of a proxy to `CONNECT`", proxies, true, column);
        if (Boolean.getBoolean("cambtts.odd.page.write")) {
            Files.write(PAGE, page);
        } else {
            assertEquals(String.join("\n", expected), String.join("\n", page));
        }
    }

    /** A second request would carry the key once more. */
    @ParameterizedTest
    @ValueSource(strings = {"feign", "jdkhttp"})
    void aProxyThatReadsTheRequestGetsItOnceWithItsPassword(String transport) throws IOException {
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            boolean isAuthorized = exchange.getRequestHeaders().containsKey("Proxy-Authorization");
            requests.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(isAuthorized ? 404 : 407, -1);
            exchange.close();
        });
        proxy.start();
        try (TtsResults results = TtsResults.builder()
                .apiKey("key-for-a-test")
                .transport(transport)
                .network(NetworkSettings.defaults()
                        .withProxy("127.0.0.1", proxy.getAddress().getPort(), "user", "password"))
                .baseUrl("http://camb.test")
                .allowPlainHttp()
                .build()) {
            TtsException refused = assertThrows(TtsException.class, () -> results.link(RunId.of(7)));
            assertEquals(ErrorKind.NOT_FOUND, refused.kind());
        } finally {
            proxy.stop(0);
        }
        assertEquals(List.of("http://camb.test/tts-result/7?output_type=file_url"), requests);
    }

    private static void measure(
            List<String> page, String title, Map<String, Script> scripts, boolean isProxy, int column)
            throws IOException {
        int at = page.indexOf("| " + title + " | Feign | JDK, Java 17 | JDK, Java 25 |") + 2;
        List<String> before = new ArrayList<>();
        while (at < page.size() && page.get(at).startsWith("|")) {
            before.add(page.remove(at));
        }
        for (Map.Entry<String, Script> each : scripts.entrySet()) {
            String[] row = before.stream()
                    .map(line -> line.split(" *\\| *", -1))
                    .filter(cells -> cells[1].equals(each.getKey()))
                    .findFirst()
                    .orElseGet(() -> new String[] {"", each.getKey(), "", "", "", ""});
            row[2] = outcome("feign", each.getValue(), isProxy);
            row[column] = outcome("jdkhttp", each.getValue(), isProxy);
            page.add(at++, ("| " + String.join(" | ", List.of(row).subList(1, 5)) + " |"));
        }
    }

    /** What a caller gets, and the number of requests if it is not 1. */
    private static String outcome(String transport, Script script, boolean isProxy) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> serve(server, script, requests), "odd-server");
            serving.setDaemon(true);
            serving.start();
            String address = "http://127.0.0.1:" + server.getLocalPort();
            NetworkSettings settings = NetworkSettings.defaults();
            TtsResultsBuilder builder = TtsResults.builder()
                    .apiKey("key-for-a-test")
                    .transport(transport)
                    .retryPolicy(RetryPolicy.none())
                    .timeouts(Timeouts.defaults()
                            .withConnect(Duration.ofSeconds(3))
                            .withResponse(Duration.ofSeconds(3))
                            .withIdle(Duration.ofSeconds(3)));
            builder = isProxy
                    ? builder.baseUrl(URI.create("https://localhost:9"))
                            .network(settings.withProxy("127.0.0.1", server.getLocalPort()))
                    : builder.baseUrl(URI.create(address)).network(settings);
            try (TtsResults results = builder.build()) {
                ByteArrayOutputStream received = new ByteArrayOutputStream();
                results.saveTo(RunId.of(7), received, SaveOptions.defaults());
                String accepted = Arrays.equals(AUDIO, received.toByteArray()) ? "accepted" : "other bytes";
                return accepted + count(requests);
            } catch (TtsException e) {
                return "`" + e.kind() + "`" + count(requests);
            }
        }
    }

    private static String count(AtomicInteger requests) {
        return requests.get() == 1 ? "" : ", " + requests.get() + " requests";
    }

    private static void serve(ServerSocket server, Script script, AtomicInteger requests) {
        while (true) {
            try (Socket connection = server.accept()) {
                if (!readHead(connection.getInputStream())) {
                    continue;
                }
                requests.incrementAndGet();
                OutputStream out = new BufferedOutputStream(connection.getOutputStream());
                script.write(out);
                out.flush();
                connection.shutdownOutput();
                // Closing with unread bytes would reset the connection.
                connection.setSoTimeout(3_000);
                connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    private static boolean readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                return false;
            }
            head.append((char) c);
        }
        return true;
    }

    private static byte[] wav() {
        ByteBuffer wav = ByteBuffer.allocate(244).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(236)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
        wav.putInt(16).putShort((short) 1).putShort((short) 1).putInt(8_000).putInt(16_000);
        wav.putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(200);
        return wav.array();
    }
}
