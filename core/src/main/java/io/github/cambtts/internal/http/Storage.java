package io.github.cambtts.internal.http;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import io.github.cambtts.transport.StorageRequest;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The storage behind presigned URLs: follows a few safe redirects, and never sends it the API key. */
public final class Storage {

    /** Those that lead to the object at another URL (RFC 9110, section 15.4). */
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private static final int MAX_REDIRECTS = 3;

    private final Exchanges exchanges;

    public Storage(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    /** Opens an object from a position on; the response is 200 or 206. */
    public Exchange open(URI url, long position, String etag) throws TtsException, StorageRefusedException {
        URI current = url;
        for (int redirects = 0; ; redirects++) {
            StorageRequest request = exchanges.requests().storage(current, position, etag);
            Exchange exchange = exchanges.send(request);
            int status = exchange.status();
            if (status == 200 || (status == 206 && position > 0)) {
                return exchange;
            }
            if (status >= 400) {
                throw new StorageRefusedException(
                        ErrorResponse.read(exchange, "The storage", advice(request, exchange)));
            }
            try (exchange) {
                current = target(exchange, current, redirects);
            }
        }
    }

    /** Storage knows the presigned URL, and neither the API key nor the run. */
    private static Function<ErrorKind, String> advice(StorageRequest request, Exchange exchange) {
        Set<String> missing =
                SignedHeaders.missing(request.url(), request.headers().keySet());
        return kind -> switch (kind) {
            case INVALID_REQUEST, AUTHENTICATION, PERMISSION, NOT_FOUND ->
                missing.isEmpty()
                        ? "The API's link to the audio was refused or has expired. Try again later, and check any proxy"
                                + " in between."
                        : "The API's link to the audio signs headers that this library does not send: "
                                + exchange.redaction().clean(String.join(", ", missing)) + ".";
            default -> "Try again later.";
        };
    }

    /**
     * Resolves as in RFC 3986, section 5.2.2; {@link URI#resolve} drops the path's last segment where the reference has
     * none.
     *
     * @throws IllegalArgumentException if the location is not a URI reference. One with characters outside ASCII is not
     *     (RFC 3986, section 2), and HTTP stacks decode its bytes in different ways
     */
    static URI resolve(URI from, String location) {
        if (!location.chars().allMatch(c -> c < 0x80)) {
            throw new IllegalArgumentException("the location is not in ASCII");
        }
        if (location.isEmpty()) {
            return from;
        }
        return location.startsWith("?")
                ? URI.create(from.getScheme() + "://" + from.getRawAuthority() + from.getRawPath() + location)
                : from.resolve(location);
    }

    private URI target(Exchange exchange, URI from, int redirects) throws TtsException {
        String answered = "The storage answered " + exchange.status() + " about run "
                + exchange.call().runId();
        Optional<String> location = exchange.header("location");
        if (!REDIRECTS.contains(exchange.status()) || location.isEmpty()) {
            throw exchange.failure(ErrorKind.UNEXPECTED_CONTENT, answered + ", without audio. Try again later.");
        }
        if (redirects >= MAX_REDIRECTS) {
            throw refused(exchange, answered + ": more than " + MAX_REDIRECTS + " redirects");
        }
        URI target;
        try {
            target = resolve(from, location.get().strip());
        } catch (IllegalArgumentException e) {
            throw refused(exchange, answered + " with a redirect to an invalid URL");
        }
        exchange.call().hide(target);
        Optional<String> danger = PresignedUrl.redirectDanger(from, target, exchanges.baseUrl());
        if (danger.isPresent()) {
            throw refused(exchange, answered + " with a redirect that was refused: " + danger.get());
        }
        return target;
    }

    private static TtsException refused(Exchange exchange, String why) {
        return exchange.failure(
                ErrorKind.UNEXPECTED_REDIRECT, why + ". Get the audio from the API: OutputType.RAW_BYTES.");
    }
}
