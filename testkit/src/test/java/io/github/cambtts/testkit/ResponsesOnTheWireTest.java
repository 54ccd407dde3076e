package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code curl -i} prints: the API's responses as a FastAPI application sends them, storage's as S3 does. */
@Timeout(60)
class ResponsesOnTheWireTest {

    private static final String KEY = "x-api-key: the-key\r\n";
    private static final String LINKED = "(the linked object)";

    private static FakeCambServer server;

    @BeforeAll
    static void start() throws IOException {
        server = FakeCambServer.start();
        server.camb().requireKey("the-key");
        server.camb().run(7).audio(Content.of("fLaC-and-12-more"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String exchange(String method, String target, String headers) throws IOException {
        URI url = target.equals(LINKED)
                ? URI.create(SignedUrl.make(server.storageUrl(), 7, Instant.now(), Duration.ofHours(1)))
                : server.baseUrl().resolve(target);
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            String request = method + " " + url.getRawPath() + query + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                    + "\r\nConnection: close\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    static Stream<Arguments> responses() {
        return Stream.of(
                arguments("GET", "/apis/tts-result/7", KEY + "Range: bytes=0-3\r\n", """
                        200
                        Content-Type: audio/flac
                        Transfer-Encoding: chunked

                        10
                        fLaC-and-12-more
                        0

                        """),
                arguments("GET", "/apis/tts-result/abc?output_type=mp3", KEY, """
                        422
                        Content-Type: application/json
                        Content-Length: 308

                        {"detail":[{"type":"int_parsing","loc":["path","run_id"],"msg":"Input should be a valid integer, \
                        unable to parse string as an integer","input":"abc"},{"type":"enum","loc":["query","output_type"],\
                        "msg":"Input should be 'raw_bytes' or 'file_url'","input":"mp3","ctx":{"expected":"'raw_bytes' or \
                        'file_url'"}}]}"""),
                arguments("GET", "/apis/tts-result/7", "", """
                        401
                        Content-Type: application/json
                        WWW-Authenticate: APIKey
                        Content-Length: 30

                        {"detail":"Not authenticated"}"""),
                arguments("GET", "/apis/tts-result/7", "x-api-key: another\r\n", """
                        401
                        Content-Type: application/json
                        Content-Length: 40

                        {"error":"Invalid API key","status":401}"""),
                arguments("HEAD", "/apis/tts-result/7", KEY, """
                        405
                        Content-Type: application/json
                        Allow: GET
                        Content-Length: 31

                        """),
                arguments("POST", "/apis/tts-result/7", KEY, """
                        405
                        Content-Type: application/json
                        Allow: GET
                        Content-Length: 31

                        {"detail":"Method Not Allowed"}"""),
                arguments("GET", "/apis/nothing", KEY, """
                        404
                        Content-Type: application/json
                        Content-Length: 22

                        {"detail":"Not Found"}"""),
                arguments("GET", "/apis/tts-result/7/?output_type=file_url", KEY, """
                        307
                        Location: (base)/tts-result/7?output_type=file_url
                        Content-Length: 0

                        """),
                arguments("HEAD", LINKED, "", """
                        403
                        Content-Type: application/xml
                        Content-Length: 268

                        """),
                arguments("GET", LINKED, "If-Match: \"another\"\r\n", """
                        412
                        Content-Type: application/xml
                        Content-Length: 213

                        <?xml version="1.0" encoding="UTF-8"?>
                        <Error><Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you specified did \
                        not hold</Message><RequestId>FAKE</RequestId><HostId>FAKE</HostId></Error>"""));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("responses")
    void isWhatCurlPrints(String method, String target, String headers, String expected) throws IOException {
        String received = exchange(method, target, headers)
                .replace(server.baseUrl().toString(), "(base)")
                .replace("\r\n", "\n")
                .replace("Connection: close\n", "");
        assertEquals("HTTP/1.1 " + expected.replaceFirst("\n", " \n"), received);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("parts")
    void aPartIsServedWithItsMetadata(String range, String contentRange, String body) throws IOException {
        List<String> lines = exchange("GET", LINKED, "Range: bytes=" + range + "\r\n")
                .lines()
                .toList();
        assertEquals("HTTP/1.1 206 ", lines.get(0));
        for (String header : List.of("Accept-Ranges: bytes", "Content-Range: bytes " + contentRange)) {
            assertEquals(1, lines.stream().filter(header::equals).count(), () -> header + " in " + lines);
        }
        for (String name : List.of("ETag: \"", "Last-Modified: ", "Content-Length: " + body.length())) {
            assertEquals(1, lines.stream().filter(line -> line.startsWith(name)).count(), () -> name + " in " + lines);
        }
        assertEquals(body, lines.get(lines.size() - 1));
    }

    static Stream<Arguments> parts() {
        return Stream.of(
                arguments("5-7", "5-7/16", "and"),
                arguments("12-", "12-15/16", "more"),
                arguments("-4", "12-15/16", "more"),
                arguments("12-99", "12-15/16", "more"));
    }
}
