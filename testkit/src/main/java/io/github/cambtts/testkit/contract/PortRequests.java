package io.github.cambtts.testkit.contract;

import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Requests for the cases that call a transport directly, because core would compensate for its faults. */
final class PortRequests {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Core sends these with every request, so that no stack adds its own. */
    private static final Map<String, String> HEADERS =
            Map.of("Accept", "audio/flac, */*;q=0.1", "Accept-Encoding", "identity", "User-Agent", "camb-tts/contract");

    private PortRequests() {}

    static ResultRequest audio(TransportContract.Endpoint endpoint, RunId runId) {
        return result(endpoint, runId, OutputType.RAW_BYTES);
    }

    static ResultRequest result(TransportContract.Endpoint endpoint, RunId runId, OutputType outputType) {
        return new ResultRequest(
                endpoint.baseUrl(),
                runId.value(),
                outputType.wireValue(),
                with("x-api-key", ContractFixture.KEY),
                CONNECT_TIMEOUT);
    }

    static StorageRequest storage(URI url) {
        return new StorageRequest(url, HEADERS, CONNECT_TIMEOUT);
    }

    /** Returns the headers of every request, and more. */
    static Map<String, String> with(String... namesAndValues) {
        Map<String, String> headers = new HashMap<>(HEADERS);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }
}
