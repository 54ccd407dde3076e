package io.github.cambtts.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
            description =
                    "the interface to listen at; 0.0.0.0 for all, so that other machines reach it (default: loopback)")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "the API's port (default: any that is free)")
    private int port;

    @Option(
            names = "--storage-port",
            paramLabel = "N",
            defaultValue = "0",
            description = "the port that links lead to (default: any that is free)")
    private int storagePort;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description =
                    "how clients reach the API's port from outside a container, such as http://localhost:8080; links"
                            + " name its host and --storage-port")
    private @Nullable String publicUrl;

    @Option(
            names = "--public-storage-url",
            paramLabel = "URL",
            description = "how clients reach the storage's port, where that is another host or port")
    private @Nullable String publicStorageUrl;

    @Option(names = "--tls", description = "speak TLS; the certificate to trust is at /certificate.pem")
    private boolean tls;

    @Option(
            names = "--certificate-file",
            paramLabel = "PEM",
            description = "with --tls: write the certificate to trust to a file, in place of one that is there")
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
            description = "answer a status, 400 to 599, whenever that run is asked for; may be given several times")
    private List<String> failures = new ArrayList<>();

    @Option(names = "--latency", paramLabel = "DURATION", description = "delay every answer, e.g. 200ms")
    private @Nullable String latency;

    @Option(names = "--rate", paramLabel = "BYTES", description = "send so many bytes of each body a second")
    private @Nullable Integer rate;

    @Option(
            names = "--link-lifetime",
            paramLabel = "DURATION",
            description = "how long a link is valid, in whole seconds, 1s to 168h (default: 1h)")
    private @Nullable String linkLifetime;

    Optional<String> host() {
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
        return forOption(option, text, given -> {
            try {
                return new URI(given);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("that is no URL. Give one such as http://localhost:8080.", e);
            }
        });
    }

    boolean isTls() {
        return tls;
    }

    /**
     * Returns where to write the certificate.
     *
     * @throws IllegalArgumentException if there is none to write
     */
    Optional<Path> certificateFile() {
        if (certificateFile != null && !tls) {
            throw new IllegalArgumentException("--certificate-file: there is a certificate with --tls only.");
        }
        return Optional.ofNullable(certificateFile).map(file -> FileNames.path("--certificate-file", file));
    }

    Optional<String> key() {
        if (key != null && key.isEmpty()) {
            throw new IllegalArgumentException("--key is empty. Give the key that is to be accepted.");
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
                        "--fail takes a run and a status from 400 to 599, such as 7=503, and no \"" + PlainText.of(each)
                                + "\".");
            }
            statuses.put(Long.valueOf(matcher.group(1)), Integer.valueOf(matcher.group(2)));
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
        return Optional.ofNullable(linkLifetime).map(text -> DurationText.parse("--link-lifetime", text));
    }

    private static <T> Optional<T> forOption(String option, @Nullable String text, Function<String, T> reading) {
        try {
            return Optional.ofNullable(text).map(reading);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }
}
