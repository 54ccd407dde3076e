package io.github.cambtts;

import static java.util.Objects.requireNonNull;

import io.github.cambtts.internal.ClientSettings;
import io.github.cambtts.internal.DefaultTtsResults;
import io.github.cambtts.internal.TransportLoader;
import io.github.cambtts.internal.http.HostPlace;
import io.github.cambtts.internal.http.HttpUrl;
import io.github.cambtts.internal.http.Service;
import io.github.cambtts.internal.recording.RecordingFile;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link TtsResults}. Only the API key is required.
 *
 * <p>A null argument causes a {@link NullPointerException} that names the parameter, a null key an {@link
 * IllegalArgumentException} that says where keys come from. Not thread-safe; what it
 * builds is.
 */
public final class TtsResultsBuilder {

    private static final URI DEFAULT_BASE_URL = URI.create("https://client.camb.ai/apis");

    private static final String KEY_VARIABLE = "CAMB_API_KEY";

    private @Nullable ApiKey apiKey;

    private URI baseUrl = DEFAULT_BASE_URL;
    private boolean plainHttpAllowed;
    private @Nullable Transport transport;
    private @Nullable String transportName;
    private @Nullable NetworkSettings network;
    private Timeouts timeouts = Timeouts.defaults();
    private RetryPolicy retryPolicy = RetryPolicy.defaults();
    private long maxAudioBytes = Long.MAX_VALUE;
    private @Nullable Executor executor;
    private @Nullable CallListener listener;

    TtsResultsBuilder() {}

    /**
     * Sets what the environment variables contain: the API key from {@code CAMB_API_KEY} and, if they are set, the base
     * URL from {@code CAMB_BASE_URL} and the transport's name from {@code CAMB_TTS_ADAPTER}.
     *
     * @return this builder
     * @throws IllegalStateException if {@code CAMB_API_KEY} is not set, or if one of the three is empty or refused; the
     *     message names the variable. A value that only {@link #build} refuses, such as the name of an unknown
     *     transport, is reported by {@link #build}
     */
    public TtsResultsBuilder fromEnv() {
        return fromEnv(System.getenv());
    }

    TtsResultsBuilder fromEnv(Map<String, String> environment) {
        if (!environment.containsKey(KEY_VARIABLE)) {
            throw new IllegalStateException(KEY_VARIABLE + " is not set. Set it to the key from the API section of the"
                    + " studio, or call apiKey(…) in place of fromEnv().");
        }
        set(environment, KEY_VARIABLE, this::apiKey);
        set(environment, "CAMB_BASE_URL", this::baseUrl);
        set(environment, "CAMB_TTS_ADAPTER", this::transport);
        return this;
    }

    private static void set(Map<String, String> environment, String variable, Function<String, ?> setter) {
        String value = environment.get(variable);
        if (value == null) {
            return;
        }
        if (value.isEmpty()) {
            throw new IllegalStateException(variable + " is empty. Give it a value, or unset it.");
        }
        try {
            Object unused = setter.apply(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(variable + " was refused. " + e.getMessage(), e);
        }
    }

    /**
     * Sets the API key.
     *
     * @param key the key
     * @return this builder
     */
    public TtsResultsBuilder apiKey(ApiKey key) {
        requireNonNull(key, "key");
        apiKey = key;
        return this;
    }

    /**
     * Sets the API key from text.
     *
     * @param key the key
     * @return this builder
     * @throws IllegalArgumentException as {@link ApiKey#of} does
     */
    public TtsResultsBuilder apiKey(@Nullable String key) {
        return apiKey(ApiKey.of(key));
    }

    /**
     * Sets the base URL of the API, in place of {@code https://client.camb.ai/apis}. The key is sent to its scheme,
     * host and port and to nothing else.
     *
     * @param url an absolute {@code https} URL; {@code http} only for this machine, unless {@link #allowPlainHttp()} is
     *     called
     * @return this builder
     * @throws IllegalArgumentException if it is not absolute, has a host that {@link URI} cannot parse (such as a name
     *     with an underscore), or has a user name, a query or a fragment
     */
    public TtsResultsBuilder baseUrl(URI url) {
        requireNonNull(url, "url");
        HttpUrl.fault(url).ifPresent(fault -> {
            throw badBaseUrl(fault);
        });
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw badBaseUrl("it has a query or a fragment");
        }
        String path = withoutSlashes(url.getRawPath());
        baseUrl = URI.create(url.getScheme().toLowerCase(Locale.ROOT) + "://" + url.getRawAuthority() + path);
        return this;
    }

    /**
     * Sets the base URL of the API from text.
     *
     * @param url as for {@link #baseUrl(URI)}
     * @return this builder
     * @throws IllegalArgumentException as {@link #baseUrl(URI)} does, or if it is not a URL
     */
    public TtsResultsBuilder baseUrl(String url) {
        requireNonNull(url, "url");
        try {
            return baseUrl(new URI(url));
        } catch (URISyntaxException e) {
            throw badBaseUrl("it is not a URL");
        }
    }

    /**
     * Allows a base URL on plain {@code http} to another machine. Anyone on the network path can then read the API key
     * and change the audio. Not needed for a server on this machine: {@code localhost}, names that end in
     * {@code .localhost}, {@code 127.0.0.0/8}, {@code 0.0.0.0/8}, {@code [::1]} and {@code [::]}, in any notation of
     * the two IPv6 addresses.
     *
     * @return this builder
     */
    public TtsResultsBuilder allowPlainHttp() {
        plainHttpAllowed = true;
        return this;
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Only the text is examined: a name may resolve to another machine the next time. */
    private static boolean isPlainHttpElsewhere(URI url) {
        return url.getScheme().equals("http") && HostPlace.of(url.getHost()) != HostPlace.THIS_MACHINE;
    }

    private static IllegalArgumentException badBaseUrl(String why) {
        return new IllegalArgumentException(
                "The base URL was refused: " + why + ". Give one such as " + DEFAULT_BASE_URL + ".");
    }

    /**
     * Sets the transport. It stays the caller's: {@link TtsResults#close()} does not close it.
     *
     * @param chosen the transport
     * @return this builder
     */
    public TtsResultsBuilder transport(Transport chosen) {
        requireNonNull(chosen, "chosen");
        transport = chosen;
        transportName = null;
        return this;
    }

    /**
     * Chooses the transport by the name of its provider, such as {@code feign} or {@code jdkhttp}. Where neither a
     * transport nor a name is set, the only provider on the class path is taken.
     *
     * @param name the name
     * @return this builder
     */
    public TtsResultsBuilder transport(String name) {
        requireNonNull(name, "name");
        transportName = name;
        transport = null;
        return this;
    }

    /**
     * Sets the network settings of a transport that its provider creates.
     *
     * @param settings the trust and the proxy
     * @return this builder
     */
    public TtsResultsBuilder network(NetworkSettings settings) {
        requireNonNull(settings, "settings");
        network = settings;
        return this;
    }

    /**
     * Sets the time limits.
     *
     * @param limits the limits
     * @return this builder
     */
    public TtsResultsBuilder timeouts(Timeouts limits) {
        requireNonNull(limits, "limits");
        timeouts = limits;
        return this;
    }

    /**
     * Sets when a failed attempt is retried.
     *
     * @param policy the policy
     * @return this builder
     */
    public TtsResultsBuilder retryPolicy(RetryPolicy policy) {
        requireNonNull(policy, "policy");
        retryPolicy = policy;
        return this;
    }

    /**
     * Sets how much audio is accepted: longer audio is {@link ErrorKind#UNEXPECTED_CONTENT}. Not limited by default.
     *
     * @param bytes the limit, above zero
     * @return this builder
     * @throws IllegalArgumentException if it is not above zero
     */
    public TtsResultsBuilder maxAudioBytes(long bytes) {
        maxAudioBytes = CallOptions.aboveZero(bytes);
        return this;
    }

    /**
     * Sets the listener that receives the events of all calls.
     *
     * @param callListener receives the events of every call; thread-safe
     * @return this builder
     */
    public TtsResultsBuilder listener(CallListener callListener) {
        requireNonNull(callListener, "callListener");
        listener = callListener;
        return this;
    }

    /**
     * Sets where the asynchronous calls run. By default each gets a thread of its own, a virtual one on Java 21 and
     * later.
     *
     * @param chosen the executor; it is not shut down
     * @return this builder
     */
    public TtsResultsBuilder executor(Executor chosen) {
        requireNonNull(chosen, "chosen");
        executor = chosen;
        return this;
    }

    /**
     * Builds the client.
     *
     * @return a new client; the caller closes it
     * @throws IllegalStateException if the API key is not set, the base URL is on plain {@code http} to another
     *     machine, or no transport can be chosen; the message says what to do
     */
    public TtsResults build() {
        ApiKey key = apiKey;
        if (key == null) {
            throw new IllegalStateException("The API key is not set. Call apiKey(…) with the key from the studio.");
        }
        if (!plainHttpAllowed && isPlainHttpElsewhere(baseUrl)) {
            throw new IllegalStateException("The base URL is on plain http, and " + baseUrl.getHost()
                    + " is another machine: anyone on the network path could read the API key."
                    + " Give an https URL, or call allowPlainHttp() if that network is trusted.");
        }
        if (transport != null && network != null) {
            throw new IllegalStateException(
                    "Network settings and a transport are both set, and the transport has its own."
                            + " Give them to the transport when you create it.");
        }
        NetworkSettings networkSettings = network == null ? NetworkSettings.defaults() : network;
        Transport chosen = transport == null ? TransportLoader.make(transportName, networkSettings) : transport;
        return new DefaultTtsResults(
                new ClientSettings(timeouts, retryPolicy, maxAudioBytes, executor, listener),
                new Service(baseUrl, key.value(), chosen, networkSettings.proxy()),
                transport == null);
    }

    static RecordingCheck check(Path file, ProgressListener progress) throws IOException {
        return RecordingFile.check(requireNonNull(file, "file"), requireNonNull(progress, "progress"));
    }
}
