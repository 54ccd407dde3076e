package io.github.cambtts.adapter.jdkhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A host's client that breaks the contract of {@code sendAsync} fails the call, and fails it at once. */
class FaultyHostClientTest {

    /** Longer than the test's own timeout, so a call that waits for its connect timeout fails the test. */
    private static final Duration CONNECT = Duration.ofMinutes(10);

    private static TtsException callThrough(Callable<@Nullable Object> sendAsync, Duration connect) {
        HttpClient plain = HttpClient.newHttpClient();
        HttpClient client = new InstrumentedClient(plain, InstrumentedClient.Kind.DERIVED_FUTURE) {
            @Override
            @SuppressWarnings({"unchecked", "NullAway"})
            public <T> CompletableFuture<HttpResponse<T>> sendAsync(
                    HttpRequest request, HttpResponse.BodyHandler<T> handler) {
                try {
                    return (CompletableFuture<HttpResponse<T>>) sendAsync.call();
                } catch (Throwable e) {
                    throw FaultyHostClientTest.<RuntimeException>sneakyThrow(e);
                }
            }
        };
        try (JdkHttpTransport transport = JdkHttpTransport.create(client);
                TtsResults results = TtsResults.builder()
                        .apiKey("any")
                        .baseUrl(URI.create("http://127.0.0.1:9"))
                        .transport(transport)
                        .retryPolicy(RetryPolicy.none())
                        .timeouts(Timeouts.defaults().withConnect(connect))
                        .build()) {
            return assertThrows(TtsException.class, () -> results.open(RunId.of(7)));
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E sneakyThrow(Throwable thrown) throws E {
        throw (E) thrown;
    }

    static Stream<Throwable> anExceptionFromSendAsyncEndsTheCall() {
        return Stream.of(
                new Exception("checked"),
                new IllegalStateException("unchecked"),
                new StackOverflowError("error"),
                new InterruptedException("interrupted"));
    }

    @ParameterizedTest
    @MethodSource
    @Timeout(30)
    void anExceptionFromSendAsyncEndsTheCall(Throwable fault) {
        TtsException failure = callThrough(
                () -> {
                    throw FaultyHostClientTest.<RuntimeException>sneakyThrow(fault);
                },
                CONNECT);
        assertEquals(ErrorKind.PROTOCOL, failure.kind(), failure::toString);
    }

    @Test
    @Timeout(30)
    void aNullFutureEndsTheCall() {
        TtsException failure = callThrough(() -> null, CONNECT);
        assertEquals(ErrorKind.PROTOCOL, failure.kind(), failure::toString);
    }

    @Test
    @Timeout(30)
    void aFutureThatNeverCompletesEndsWithTheConnectTimeout() {
        TtsException failure = callThrough(CompletableFuture::new, Duration.ofMillis(200));
        assertEquals(ErrorKind.CONNECT_TIMEOUT, failure.kind(), failure::toString);
    }
}
