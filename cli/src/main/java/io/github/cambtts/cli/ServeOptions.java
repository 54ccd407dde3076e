package io.github.cambtts.cli;

import io.github.cambtts.TtsResults;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the fake service behaves and where it listens. */
final class ServeOptions {

    private static final Pattern RUN_AND_STATUS = Pattern.compile("([1-9][0-9]{0,17})=([45][0-9]{2})");

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "the address to listen on; with 0.0.0.0, other machines can connect (default: loopback)")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "the API's port (default: any free port)")
    private int port;

    @Option(
            names = "--storage-port",
            paramLabel = "N",
            defaultValue = "0",
            description = "the storage's port, which links point to (default: any free port)")
    private int storagePort;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description =
                    "the URL of the API's port for clients outside a container, such as http://localhost:8080; links"
                            + " use its host and --storage-port")
    private @Nullable String publicUrl;

    @Option(
            names = "--public-storage-url",
            paramLabel = "URL",
            description = "the URL of the storage's port for clients, if its host or port differs")
    private @Nullable String publicStorageUrl;

    @Option(names = "--tls", description = "use TLS; the certificate to trust is at /certificate.pem")
    private boolean tls;

    @Option(
            names = "--certificate-file",
            paramLabel = "PEM",
            description = "with --tls: write the certificate to trust to a file, replacing an existing one")
    private @Nullable String certificateFile;

    @Option(names = "--key", paramLabel = "KEY", description = "the only key that is accepted (default: any)")
    private @Nullable String key;

    @Option(
            names = "--recordings",
            paramLabel = "DIR",
            description = "a directory of recordings: 123.flac or 123.wav is the audio of run 123")
    private @Nullable String recordings;

    @Option(
            names = "--fail",
            paramLabel = "RUN=STATUS",
            description = "answer requests for that run with a status, 400 to 599; may be given several times")
    private List<String> failures = new ArrayList<>();

    @Option(
            names = "--latency",
            paramLabel = "DURATION",
            description = "delay every response of the API and of storage, e.g. 200ms")
    private @Nullable String latency;

    @Option(
            names = "--rate",
            paramLabel = "BYTES",
            description = "send every body, of the API and of storage, at this many bytes per second")
    private @Nullable Integer rate;

    @Option(
            names = "--link-lifetime",
            paramLabel = "DURATION",
            description = "how long a link is valid, in whole seconds, 1s to 168h (default: 1h)")
    private @Nullable String linkLifetime;

    Optional<String> host() {
        if (host != null && host.isEmpty()) {
            throw new IllegalArgumentException("--host is empty. Give a name or an address of this machine.");
        }
        return Optional.ofNullable(host);
    }

    int port() {
        return port;
    }

    int storagePort() {
        return storagePort;
    }

    Optional<URI> publicUrl() {
        return url("--public-url", publicUrl);
    }

    Optional<URI> publicStorageUrl() {
        return url("--public-storage-url", publicStorageUrl);
    }

    private static Optional<URI> url(String option, @Nullable String text) {
        return Optional.ofNullable(text).map(given -> {
            try {
                return new URI(given);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(
                        option + ": that is not a URL. Give one such as http://localhost:8080.", e);
            }
        });
    }

    boolean isTls() {
        return tls;
    }

    /**
     * Returns the file to write the certificate to.
     *
     * @throws IllegalArgumentException if there is none to write
     */
    Optional<Path> certificateFile() {
        if (certificateFile != null && !tls) {
            throw new IllegalArgumentException("--certificate-file: there is no certificate without --tls.");
        }
        return Optional.ofNullable(certificateFile).map(file -> FileNames.path("--certificate-file", file));
    }

    Optional<String> key() {
        if (key != null && key.isEmpty()) {
            throw new IllegalArgumentException("--key is empty. Give the key to accept.");
        }
        if (key != null) {
            ServiceOptions.forOption("--key", () -> TtsResults.builder().apiKey(String.valueOf(key)));
        }
        return Optional.ofNullable(key);
    }

    Optional<Path> recordings() {
        return Optional.ofNullable(recordings).map(directory -> FileNames.path("--recordings", directory));
    }

    /** Returns the status of each run that is to fail. */
    Map<Long, Integer> failures() {
        Map<Long, Integer> statuses = new LinkedHashMap<>();
        for (String each : failures) {
            Matcher matcher = RUN_AND_STATUS.matcher(each);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "--fail takes a run and a status from 400 to 599, such as 7=503, not \"" + PlainText.of(each)
                                + "\".");
            }
            if (statuses.put(Long.valueOf(matcher.group(1)), Integer.valueOf(matcher.group(2))) != null) {
                throw new IllegalArgumentException("--fail names run " + matcher.group(1) + " twice.");
            }
        }
        return statuses;
    }

    Optional<Duration> latency() {
        return Optional.ofNullable(latency).map(text -> DurationText.parse("--latency", text));
    }

    Optional<Integer> bytesPerSecond() {
        return Optional.ofNullable(rate);
    }

    Optional<Duration> linkLifetime() {
        Optional<Duration> lifetime =
                Optional.ofNullable(linkLifetime).map(text -> DurationText.parse("--link-lifetime", text));
        if (lifetime.isPresent() && !lifetime.get().equals(lifetime.get().truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("--link-lifetime: \"" + PlainText.of(String.valueOf(linkLifetime))
                    + "\" is not a number of whole seconds. Give one such as 5s.");
        }
        return lifetime;
    }
}
