package io.github.cambtts.adapter.feign;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.OkHttpClient;

/**
 * Finds the client that a host's call factory makes its calls with. The factory itself cannot make the calls: each call has
 * a client derived for it, and the factory would put its interceptors outside of those that mask the status, so that they
 * saw 200 for every response.
 */
final class CallFactoryClient {

    private CallFactoryClient() {}

    /** Returns the client that the factory derives. */
    static OkHttpClient of(OkHttpClient client, Function<? super OkHttpClient, ? extends Call.Factory> calls) {
        ObservedClient observed = new ObservedClient(client);
        Call.Factory factory = calls.apply(observed);
        if (factory instanceof OkHttpClient made && made != observed) {
            return made;
        }
        if (factory == null || observed.derived.size() != 1) {
            throw new IllegalArgumentException(
                    "The function for calls has to derive one client from the client that it is"
                            + " given, and to return a factory that makes calls with it.");
        }
        return observed.derived.get(0).build();
    }

    /** Records the builders that it returns. */
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
