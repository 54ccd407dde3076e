package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.StubTransport;
import io.github.cambtts.transport.ProxyException;
import io.github.cambtts.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message names the machine that failed, and gives advice that can help. */
class AdviceTest {

    private static final Optional<InetSocketAddress> PROXY =
            Optional.of(InetSocketAddress.createUnresolved("proxy.example", 3128));

    @TempDir
    Path directory = Path.of("");

    private static TtsException failure(Optional<InetSocketAddress> proxy, IOException fault) {
        try (TtsResults results = StubTransport.results("https://api.example/apis", proxy, request -> {
            throw new UncheckedIOException(fault);
        })) {
            return assertThrows(TtsException.class, () -> results.open(RunId.of(7)));
        }
    }

    @Test
    void aProxyThatIsDownIsNamed() {
        TtsException failure = failure(PROXY, new ConnectException());
        assertEquals(ErrorKind.CONNECT, failure.kind());
        assertTrue(
                failure.getMessage().contains("api.example:443 through the proxy proxy.example:3128."),
                failure.getMessage());
    }

    @Test
    void withoutAProxyTheServerAloneIsNamed() {
        TtsException failure = failure(Optional.empty(), new ConnectException());
        assertTrue(failure.getMessage().contains("could not connect to api.example:443."), failure.getMessage());
    }

    @Test
    void aServerThatTheProxyCannotReachMayBeTriedAgain() {
        TtsException failure = failure(PROXY, new ProxyException(503, "The proxy answered 503"));
        assertEquals(ErrorKind.CONNECT, failure.kind());
        assertTrue(failure.isRetryable());
        assertFalse(failure.getMessage().contains("credentials"), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"500, true", "501, false", "505, false", "507, false", "520, false", "600, false", "503, true"})
    void anErrorThatIsNotTemporaryIsNotToBeTriedLater(int status, boolean isTemporary) throws IOException {
        try (TtsResults results = StubTransport.results(
                "https://api.example/apis", request -> StubTransport.answer(status, Map.of(), "no"))) {
            TtsException failure = assertThrows(TtsException.class, () -> results.link(RunId.of(7)));
            assertEquals(isTemporary, failure.isRetryable());
            assertEquals(isTemporary, String.valueOf(failure.getMessage()).contains("Try again later"));
        }
    }

    @Test
    void aLibraryThatIsMissingAtACallIsNamed() throws IOException {
        try (TtsResults results = StubTransport.results("https://api.example/apis", request -> {
            throw new NoSuchMethodError("'void okio.Options.of()'");
        })) {
            TtsException failure = assertThrows(TtsException.class, () -> results.open(RunId.of(7)));
            assertEquals(ErrorKind.PROTOCOL, failure.kind());
            assertTrue(
                    failure.getMessage().contains("another version ('void okio.Options.of()')"), failure.getMessage());
        }
        Transport transport = mock(Transport.class);
        when(transport.jsonDecoder()).thenReturn(json -> {
            throw new NoClassDefFoundError("com/fasterxml/jackson/jr/ob/JSON");
        });
        for (int status : new int[] {200, 404}) {
            try (TtsResults results =
                    TtsResults.builder().apiKey("a-key").transport(transport).build()) {
                when(transport.get(any(), any())).thenReturn(StubTransport.answer(status, Map.of(), "{}"));
                TtsException failure = assertThrows(TtsException.class, () -> results.link(RunId.of(7)));
                assertEquals(status == 200 ? ErrorKind.PROTOCOL : ErrorKind.NOT_FOUND, failure.kind());
                assertEquals(
                        status == 200,
                        String.valueOf(failure.getMessage()).contains("jackson.jr.ob.JSON"),
                        failure.getMessage());
            }
        }
    }

    @Test
    void ofARefusalByStorageTheApiKeyIsNotBlamed() {
        try (TtsResults results = StubTransport.storage(
                "https://api.example/apis",
                "https://storage.example/a.flac",
                StubTransport.answer(403, Map.of("content-type", List.of("text/plain")), "no"))) {
            TtsException failure = assertThrows(
                    TtsException.class,
                    () -> results.save(
                            RunId.of(7),
                            directory.resolve("a.flac"),
                            SaveOptions.defaults().withOutputType(OutputType.FILE_URL)));
            assertEquals(ErrorKind.PERMISSION, failure.kind());
            assertTrue(failure.getMessage().contains("The storage answered 403"), failure.getMessage());
            assertTrue(failure.getMessage().contains("link to the audio"), failure.getMessage());
            assertFalse(failure.getMessage().contains("API key"), failure.getMessage());
        }
    }
}
