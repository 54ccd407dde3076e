package com.example.observability;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.OkHttpClient;

/**
 * The OkHttp client that a tracing library makes its calls with. OpenTelemetry's OkHttp instrumentation gives only a
 * {@code Call.Factory}, while {@code FeignTransport} takes a client:
 *
 * <pre>{@code
 * FeignTransport.create(TracedClient.of(client, OkHttpTelemetry.create(openTelemetry)::newCallFactory))
 * }</pre>
 */
final class TracedClient {

    private TracedClient() {}

    /**
     * Returns a client with the interceptors that a call factory adds.
     *
     * @param calls creates a call factory that derives one client from the client that it is given
     * @throws IllegalArgumentException if it derives no client, or more than one
     */
    static OkHttpClient of(OkHttpClient client, Function<OkHttpClient, Call.Factory> calls) {
        ObservedClient observed = new ObservedClient(client);
        Call.Factory unused = calls.apply(observed);
        if (observed.derived.size() != 1) {
            throw new IllegalArgumentException(
                    "The call factory has to derive one client, not " + observed.derived.size());
        }
        return observed.derived.get(0).build();
    }

    /** Keeps the builders that it returns. */
    private static final class ObservedClient extends OkHttpClient {

        private final List<OkHttpClient.Builder> derived = new ArrayList<>();

        ObservedClient(OkHttpClient client) {
            super(client.newBuilder());
        }

        @Override
        public OkHttpClient.Builder newBuilder() {
            OkHttpClient.Builder builder = super.newBuilder();
            derived.add(builder);
            return builder;
        }
    }
}
