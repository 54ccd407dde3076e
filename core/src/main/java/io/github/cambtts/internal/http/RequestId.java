package io.github.cambtts.internal.http;

import io.github.cambtts.internal.text.Redaction;
import io.github.cambtts.transport.TransportResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The id that the API or storage gave a request. */
final class RequestId {

    private static final List<String> HEADERS =
            List.of("x-request-id", "request-id", "x-amz-request-id", "x-goog-request-id", "x-correlation-id");

    private RequestId() {}

    static @Nullable String of(TransportResponse response, Redaction redaction) {
        for (String header : HEADERS) {
            List<String> values = response.headers(header);
            // HTTP stacks decode other characters than ASCII differently.
            if (!values.isEmpty() && values.get(0).chars().allMatch(c -> c < 0x80)) {
                return redaction.clean(values.get(0));
            }
        }
        return null;
    }
}
