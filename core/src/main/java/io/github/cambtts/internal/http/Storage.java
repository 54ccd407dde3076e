package io.github.cambtts.internal.http;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Operation;
import io.github.cambtts.transport.StorageRequest;
import java.net.URI;
import java.util.Optional;

/** The storage behind presigned URLs: follows a few safe redirects, and never sends it the API key. */
public final class Storage {

    private static final int MAX_REDIRECTS = 3;

    private final Exchanges exchanges;
    private final URI baseUrl;

    public Storage(Exchanges exchanges, URI baseUrl) {
        this.exchanges = exchanges;
        this.baseUrl = baseUrl;
    }

    /** Opens an object from a position on; the response is 200 or 206. */
    public Exchange open(URI url, long position, String etag, Operation operation)
            throws TtsException, StorageRefusedException {
        URI current = url;
        for (int redirects = 0; ; redirects++) {
            StorageRequest request = position == 0
                    ? exchanges.requests().storage(current)
                    : exchanges.requests().storageFrom(current, position, etag);
            Exchange exchange = exchanges.send(request, operation);
            int status = exchange.status();
            if (status == 200 || (status == 206 && position > 0)) {
                return exchange;
            }
            if (status >= 400) {
                throw new StorageRefusedException(exchanges.errors().read(exchange, "The storage", Storage::advice));
            }
            try (exchange) {
                current = target(exchange, current, redirects);
            }
        }
    }

    /** Storage knows the presigned URL, and neither the API key nor the run. */
    private static String advice(ErrorKind kind) {
        return switch (kind) {
            case INVALID_REQUEST, AUTHENTICATION, PERMISSION, NOT_FOUND ->
                "The API's link to the audio was refused or has expired. Try again later, and check any proxy in between.";
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
                + exchange.operation().runId();
        Optional<String> location = exchange.header("location");
        if (exchange.status() < 300 || location.isEmpty()) {
            throw exchange.failure(ErrorKind.UNEXPECTED_CONTENT, answered + ", without audio. Try again later.");
        }
        if (redirects >= MAX_REDIRECTS) {
            throw exchange.failure(
                    ErrorKind.UNEXPECTED_REDIRECT, answered + ": more than " + MAX_REDIRECTS + " redirects.");
        }
        URI target;
        try {
            target = resolve(from, location.get().strip());
        } catch (IllegalArgumentException e) {
            throw exchange.failure(ErrorKind.UNEXPECTED_REDIRECT, answered + " with a redirect to an invalid URL.");
        }
        exchange.operation().hide(target);
        Optional<String> danger = PresignedUrl.redirectDanger(from, target, baseUrl);
        if (danger.isPresent()) {
            throw exchange.failure(
                    ErrorKind.UNEXPECTED_REDIRECT,
                    answered + " with a redirect that was refused: " + danger.get() + ".");
        }
        return target;
    }
}
