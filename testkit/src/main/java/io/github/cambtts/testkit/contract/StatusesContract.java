package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A response is returned whatever its status, once: what the status means is for core to say. */
@Tag("statuses")
abstract class StatusesContract extends ContractFixture {

    @ParameterizedTest
    @Proves({Rule.T1, Rule.T7, Rule.T10})
    @ValueSource(
            ints = {
                200, 201, 202, 206, 400, 401, 402, 403, 404, 405, 408, 409, 410, 412, 416, 421, 422, 425, 429, 451, 500,
                501, 502, 503, 504, 511, 599
            })
    final void everyStatusIsReturnedOnceWithItsHeadersAndBody(int status) throws IOException {
        Content body = Content.of("{\"detail\":\"status " + status + "\"}");
        FakeResponse answer = FakeResponse.status(status)
                .header("Content-Type", "application/json")
                .header("Retry-After", "0")
                .header("WWW-Authenticate", "APIKey")
                .header("X-Request-Id", "req-" + status)
                .body(body);
        answerAudio(answer);
        camb().run(RUN.value()).storageAnswers(answer);
        TransportRequest storage = PortRequests.storage(results().link(RUN).url());
        for (TransportRequest request : List.of(PortRequests.audio(endpoint(), RUN), storage)) {
            int before = camb().requests().size();
            try (TransportResponse response = transport().get(request, new AbortSignal())) {
                assertEquals(status, response.status());
                assertEquals(List.of("req-" + status), response.headers("x-request-id"));
                assertArrayEquals(body.bytes(), readAll(response));
            }
            assertRequests(before + 1);
        }
    }

    @ParameterizedTest
    @Proves(Rule.T6)
    @ValueSource(ints = {300, 301, 302, 303, 304, 305, 307, 308})
    final void aRedirectIsReturnedAndNotFollowed(int status) throws IOException {
        String location = endpoint().baseUrl() + "/tts-result/777";
        FakeResponse redirect = FakeResponse.status(status).header("Location", location);
        answerAudio(redirect);
        camb().run(RUN.value()).storageAnswers(redirect);
        TransportRequest storage = PortRequests.storage(results().link(RUN).url());
        for (TransportRequest request : List.of(PortRequests.audio(endpoint(), RUN), storage)) {
            int before = camb().requests().size();
            try (TransportResponse response = transport().get(request, new AbortSignal())) {
                assertEquals(status, response.status());
                assertEquals(List.of(location), response.headers("Location"));
            }
            assertRequests(before + 1);
        }
    }

    @Test
    @Proves(Rule.T20)
    final void status407IsAProxyError() {
        answerAudio(FakeResponse.status(407).header("Proxy-Authenticate", "Basic realm=\"x\""));
        assertFails(ErrorKind.PROXY, this::readAll);
        assertRequests(1);
    }
}
