package io.github.cambtts.cli;

import io.github.cambtts.RetryPolicy;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import io.github.cambtts.transport.NetworkSettings;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the service's address, the network, time limits and retries. */
final class ServiceOptions {

    private static final String DURATION = "DURATION";

    @Mixin
    private AdapterOption adapter = new AdapterOption();

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "the file that holds the API key, instead of " + Environment.KEY_VARIABLE)
    private @Nullable String keyFile;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description =
                    "the base URL of the API (default: " + Environment.BASE_URL_VARIABLE + ", or that of CAMB.AI)")
    private @Nullable String baseUrl;

    @Option(
            names = "--allow-plain-http",
            description = "send the key over plain http to another machine; anyone on that network can read it")
    private boolean plainHttpAllowed;

    @Option(
            names = "--connect-timeout",
            paramLabel = DURATION,
            description = "the limit for setting up a connection, e.g. 500ms (default: 10s)")
    private @Nullable String connectTimeout;

    @Option(
            names = "--response-timeout",
            paramLabel = DURATION,
            description = "the limit until a response begins, e.g. 30s (default: 60s)")
    private @Nullable String responseTimeout;

    @Option(
            names = "--idle-timeout",
            paramLabel = DURATION,
            description = "the limit between two bytes, e.g. 30s (default: 60s)")
    private @Nullable String idleTimeout;

    @Option(
            names = "--timeout",
            paramLabel = DURATION,
            description = "the limit for a whole run, e.g. 5m, 1h or PT30S (default: 1h)")
    private @Nullable String totalTimeout;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "how many attempts may follow the first; 0 turns retries off (default: 2)")
    private @Nullable Integer retries;

    @Option(names = "--ca-file", paramLabel = "PEM", description = "the certificates to trust, instead of the JVM's")
    private @Nullable String caFile;

    @Option(
            names = "--proxy",
            paramLabel = "HOST:PORT",
            description = "the HTTP proxy, or USER:PASSWORD@HOST:PORT; other processes see arguments, so a password is"
                    + " safer in HTTPS_PROXY (default: that of the environment, or of the JVM)")
    private @Nullable String proxy;

    String adapter(Environment environment) {
        return adapter.name(environment);
    }

    /**
     * Builds the client. Nothing is sent yet.
     *
     * @throws IllegalArgumentException if an option, the key or the adapter's name is wrong
     */
    TtsResults connect(Environment environment) {
        TtsResultsBuilder builder = TtsResults.builder()
                .apiKey(KeySource.read(environment, keyFile == null ? null : FileNames.path("--api-key-file", keyFile)))
                .transport(adapter.name(environment))
                .timeouts(timeouts());
        if (baseUrl != null && baseUrl.isEmpty()) {
            throw new IllegalArgumentException("--base-url is empty. Give the base URL of the API, or leave it out.");
        }
        String url = baseUrl != null
                ? baseUrl
                : environment.variable(Environment.BASE_URL_VARIABLE).orElse("");
        if (!url.isEmpty()) {
            forOption(baseUrl == null ? Environment.BASE_URL_VARIABLE : "--base-url", () -> builder.baseUrl(url));
        }
        builder.network(network(environment, URI.create(url.isEmpty() ? Environment.DEFAULT_BASE_URL : url)));
        if (plainHttpAllowed) {
            builder.allowPlainHttp();
        }
        if (retries != null) {
            int count = retries;
            forOption(
                    "--retries",
                    () -> builder.retryPolicy(RetryPolicy.defaults().withRetries(count)));
        }
        try {
            return builder.build();
        } catch (IllegalStateException e) {
            if (plainHttpAllowed || !url.regionMatches(true, 0, "http:", 0, 5)) {
                throw e;
            }
            throw new IllegalArgumentException(
                    (baseUrl == null ? Environment.BASE_URL_VARIABLE : "--base-url")
                            + " is plain http to another machine: anyone on that network could read the API key. Give"
                            + " an https URL, or --allow-plain-http if you trust the network.",
                    e);
        }
    }

    Timeouts timeouts() {
        Timeouts limits = Timeouts.defaults();
        limits = with(limits, "--connect-timeout", connectTimeout, Timeouts::withConnect);
        limits = with(limits, "--response-timeout", responseTimeout, Timeouts::withResponse);
        limits = with(limits, "--idle-timeout", idleTimeout, Timeouts::withIdle);
        return with(limits, "--timeout", totalTimeout, Timeouts::withTotal);
    }

    static Timeouts with(
            Timeouts limits, String option, @Nullable String text, BiFunction<Timeouts, Duration, Timeouts> change) {
        if (text == null) {
            return limits;
        }
        Duration limit = DurationText.parse(option, text);
        return forOption(option, () -> change.apply(limits, limit));
    }

    /** Calls a setter of the library; if it refuses the value, the exception names the option. */
    static <T> T forOption(String option, Supplier<T> setting) {
        try {
            return setting.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private NetworkSettings network(Environment environment, URI url) {
        NetworkSettings settings = NetworkSettings.defaults();
        if (proxy != null) {
            settings = ProxyAddress.parse("--proxy", proxy).addTo(settings);
        } else {
            settings = withProxyOfEnvironment(settings, environment, url);
        }
        return caFile == null
                ? settings
                : trusting(settings, environment.directory().resolve(FileNames.path("--ca-file", caFile)));
    }

    /**
     * A proxy without a password is chosen for each URL, so that NO_PROXY may list the API's host or the storage's. One
     * with a password is used for both, unless NO_PROXY lists the API's.
     */
    private static NetworkSettings withProxyOfEnvironment(NetworkSettings settings, Environment environment, URI url) {
        EnvironmentProxies proxies = new EnvironmentProxies(environment, ProxySelector.getDefault());
        Optional<ProxyAddress> proxy = proxies.proxyFor(url);
        if (proxy.isPresent() && proxy.get().credentials().isPresent()) {
            return proxy.get().addTo(settings);
        }
        if (proxies.isAnySet()) {
            ProxySelector.setDefault(proxies);
        }
        return settings;
    }

    private static NetworkSettings trusting(NetworkSettings settings, Path pemFile) {
        try {
            return settings.withTrustedCertificates(pemFile);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("There is no " + pemFile + ". Give --ca-file a PEM file.", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--ca-file: " + pemFile + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** Returns the maximum number of attempts of a call. */
    int maxAttempts() {
        return 1 + (retries == null ? RetryPolicy.defaults().retries() : retries);
    }
}
