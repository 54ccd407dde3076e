package io.github.cambtts.testkit.contract;

import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Requests for the cases that call a transport directly, because core would compensate for its faults. */
final class PortRequests {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private PortRequests() {}

    static ResultRequest audio(TransportContract.Endpoint endpoint, RunId runId) {
        return result(endpoint, runId, OutputType.RAW_BYTES);
    }

    static ResultRequest result(TransportContract.Endpoint endpoint, RunId runId, OutputType outputType) {
        return new ResultRequest(
                endpoint.baseUrl(),
                runId.value(),
                outputType.wireValue(),
                Map.of(
                        "x-api-key",
                        ContractFixture.KEY,
                        "Accept-Encoding",
                        "identity",
                        "User-Agent",
                        "camb-tts/contract"),
                CONNECT_TIMEOUT);
    }

    static StorageRequest storage(URI url) {
        return new StorageRequest(
                url, Map.of("Accept-Encoding", "identity", "User-Agent", "camb-tts/contract"), CONNECT_TIMEOUT);
    }
}
