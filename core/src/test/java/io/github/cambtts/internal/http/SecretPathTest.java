package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.cambtts.AudioLink;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.StubTransport;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ProtocolException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows the host in a presigned URL is a secret, whoever quotes it. */
class SecretPathTest {

    private static final String BASE_URL = "https://api.example/apis";
    private static final String PATH = "/recordings/0f3e9c21.flac";
    private static final String URL = "https://storage.example" + PATH + "?sig=5ignature-of-the-url";

    private static TtsException failure(Function<TransportRequest, TransportResponse> storage) {
        try (TtsResults results = StubTransport.results(
                BASE_URL,
                request -> request instanceof ResultRequest
                        ? StubTransport.answer(200, Map.of("x-request-id", List.of("api-1")), URL)
                        : storage.apply(request))) {
            SaveOptions options = SaveOptions.defaults().withOutputType(OutputType.FILE_URL);
            return assertThrows(
                    TtsException.class, () -> results.saveTo(RunId.of(1), OutputStream.nullOutputStream(), options));
        }
    }

    private static void assertHidden(TtsException failure) {
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        all.append(failure.requestId().orElse(""));
        if (failure instanceof StatusException status) {
            all.append(status.serverMessage());
        }
        assertFalse(all.toString().contains("0f3e9c21"), all.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "403, application/xml, <Error><Code>NoSuchKey</Code><Message>No %s</Message></Error>",
        "404, text/plain, no object %s",
        "404, application/json, no object %s",
        "500, %s, no object",
        "200, %s, no object",
        "206, %s, no object",
    })
    void storageMayQuoteIt(int status, String mediaType, String body) {
        for (String quoted :
                List.of(PATH, "0f3e9c21.flac", "HTTPS://STORAGE.EXAMPLE" + PATH.toUpperCase(Locale.ROOT), URL)) {
            Map<String, List<String>> headers =
                    Map.of("content-type", List.of(mediaType.replace("%s", quoted)), "x-request-id", List.of(quoted));
            assertHidden(failure(request -> StubTransport.answer(status, headers, body.replace("%s", quoted))));
        }
    }

    @Test
    void anHttpStackMayQuoteIt() {
        assertHidden(failure(request -> {
            throw new IllegalStateException(new ProtocolException("Unexpected status line: HTP/1.1 404 No " + PATH));
        }));
    }

    @Test
    void aRedirectMayQuoteItsTarget() {
        Map<String, List<String>> headers =
                Map.of("location", List.of("https://10.0.0.1" + PATH), "x-request-id", List.of(PATH));
        assertHidden(failure(request -> StubTransport.answer(302, headers, "")));
    }

    @Test
    void theRequestIdOfTheResponseThatHoldsTheUrlMayQuoteIt() throws TtsException {
        try (TtsResults results = StubTransport.results(
                BASE_URL,
                request -> StubTransport.answer(
                        200, Map.of("x-request-id", List.of("0f3e9c21.flac/5ignature-of-the-url")), URL))) {
            AudioLink link = results.link(RunId.of(1));
            assertEquals("[hidden]/[hidden]", link.requestId().orElse(""));
        }
    }
}
