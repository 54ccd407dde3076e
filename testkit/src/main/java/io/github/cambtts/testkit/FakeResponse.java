package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/**
 * A response of the fake service: status, headers and body, and the fault that occurs while it is sent. Immutable.
 */
public final class FakeResponse {

    /** How the end of the body is marked (RFC 9112, section 6). */
    public enum Framing {
        /** By {@code Content-Length}. */
        LENGTH,
        /** By the chunked transfer coding on HTTP/1.1, as the API itself does. */
        CHUNKED,
        /** By the end of the connection. */
        CLOSE
    }

    /** What fails. */
    enum Fault {
        NONE,
        /** The connection is refused. */
        REFUSED,
        /** The host name does not resolve. */
        UNKNOWN_HOST,
        /** The certificate is not trusted. */
        UNTRUSTED,
        /** The request is read and never answered. */
        SILENCE,
        /** The connection is closed before the first byte of the response. */
        CLOSED_BEFORE_HEADERS,
        /** The connection is closed after some bytes of the body; on HTTP/2 the stream ends cleanly there. */
        CUT,
        /** The connection is reset after some bytes of the body. */
        RESET,
        /** Nothing more is sent after some bytes of the body, until the pause ends. */
        STALL;

        /** Whether it occurs while the body is sent. */
        boolean isInBody() {
            return compareTo(CUT) >= 0;
        }
    }

    /** How often per second a throttled response sends bytes. */
    private static final int BURSTS_PER_SECOND = 20;

    /** A token (RFC 9110, section 5.6.2). */
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** No control character except tabs (RFC 9110, section 5.5). */
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\P{Cntrl}]*");

    /** The headers that tell where the body ends. */
    private static final Set<String> FRAMING_HEADERS = Set.of("content-length", "transfer-encoding");

    private final int status;
    private final List<Header> headers;
    private final Content body;
    private final Framing framing;
    private final Delivery delivery;

    private FakeResponse(int status, List<Header> headers, Content body, Framing framing, Delivery delivery) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("The status of a response is 200 to 599, not " + status + ".");
        }
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body;
        this.framing = framing;
        this.delivery = delivery;
    }

    /** How the response is delivered: its fault, delay and rate. */
    private record Delivery(
            Fault fault, long position, CountDownLatch pause, Duration delay, Optional<Integer> bytesPerSecond) {

        static final CountDownLatch ENDLESS = new CountDownLatch(1);
        static final Delivery NONE = new Delivery(Fault.NONE, 0, ENDLESS, Duration.ZERO, Optional.empty());

        Delivery paced(Duration wait, Optional<Integer> rate) {
            return new Delivery(fault, position, pause, wait, rate);
        }
    }

    /** A header; the value has no white space around it. */
    record Header(String name, String value) {

        static Header checked(String name, String value) {
            if (!HEADER_NAME.matcher(requireNonNull(name, "name")).matches()) {
                throw new IllegalArgumentException("The name of a header consists of ASCII letters, digits, and some"
                        + " signs such as '-' and '_'.");
            }
            if (FRAMING_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("The header " + name
                        + " follows from the body: call body(Content) and framing(Framing) instead.");
            }
            return new Header(name, checkedValue(value));
        }
    }

    static String checkedValue(String value) {
        if (!HEADER_VALUE.matcher(requireNonNull(value, "value")).matches()) {
            throw new IllegalArgumentException(
                    "The value of a header has no line breaks and no other control characters except tabs.");
        }
        return value.strip();
    }

    /**
     * Answers with a status and nothing else.
     *
     * @param status the status code, 200 to 599
     * @return the response
     * @throws IllegalArgumentException if it is not
     */
    public static FakeResponse status(int status) {
        return new FakeResponse(status, List.of(), Content.of(""), Framing.LENGTH, Delivery.NONE);
    }

    /**
     * Answers with audio as the API does: {@code audio/flac}, chunked.
     *
     * @param audio the body
     * @return the response
     */
    public static FakeResponse audio(Content audio) {
        return status(200).header("Content-Type", "audio/flac").body(audio).framing(Framing.CHUNKED);
    }

    /**
     * Answers with JSON.
     *
     * @param status the status code
     * @param json the body
     * @return the response
     */
    public static FakeResponse json(int status, String json) {
        return status(status).header("Content-Type", "application/json").body(Content.of(requireNonNull(json, "json")));
    }

    /**
     * Answers with an error status and the message that the API sends with it: the API's own message if it has one,
     * FastAPI's for an unhandled exception (500), and the status's name otherwise.
     *
     * @param status the status code, 400 to 599
     * @return the response
     * @throws IllegalArgumentException if it is not
     */
    public static FakeResponse error(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("The status of an error is 400 to 599, not " + status + ".");
        }
        return switch (status) {
            case 400 -> detail(status, "Invalid run ID");
            case 401 -> detail(status, "Not authenticated").header("WWW-Authenticate", "APIKey");
            case 402 -> detail(status, "Payment Required");
            case 403 -> detail(status, "Not authenticated");
            case 404 -> detail(status, "Not Found");
            case 405 -> detail(status, "Method Not Allowed").header("Allow", "GET");
            case 408 -> detail(status, "Request Timeout");
            case 410 -> detail(status, "Gone");
            case 422 -> ApiRules.unprocessable();
            case 429 -> detail(status, "Too Many Requests");
            case 500 ->
                status(status)
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .body(Content.of("Internal Server Error"));
            case 502 -> detail(status, "Bad Gateway");
            case 503 -> detail(status, "Service Unavailable");
            case 504 -> detail(status, "Gateway Timeout");
            default -> detail(status, "Error");
        };
    }

    /** Answers with an error in FastAPI's format. */
    private static FakeResponse detail(int status, String detail) {
        return json(status, ApiRules.json(Map.of("detail", detail)));
    }

    /**
     * Answers with the link to a URL.
     *
     * @param url the URL
     * @return the response
     */
    public static FakeResponse link(String url) {
        return json(200, ApiRules.json(Map.of("output_url", requireNonNull(url, "url"))));
    }

    /**
     * Reads the request and never answers.
     *
     * @return the response, which is never sent
     */
    public static FakeResponse silence() {
        return status(200).fault(Fault.SILENCE, 0);
    }

    /**
     * Closes the connection before the first byte of a response.
     *
     * @return the response, which is never sent
     */
    public static FakeResponse closedBeforeHeaders() {
        return status(200).fault(Fault.CLOSED_BEFORE_HEADERS, 0);
    }

    /**
     * Refuses the connection. In memory only: over HTTP the server closes the connection instead, before the first byte.
     *
     * @return the response, which is never sent
     */
    public static FakeResponse connectionRefused() {
        return status(200).fault(Fault.REFUSED, 0);
    }

    /**
     * Makes the host unknown. In memory only: over HTTP the server closes the connection instead, before the first byte.
     *
     * @return the response, which is never sent
     */
    public static FakeResponse unknownHost() {
        return status(200).fault(Fault.UNKNOWN_HOST, 0);
    }

    /**
     * Fails the TLS handshake, as if the certificate were not trusted. In memory only: over HTTP the server closes the
     * connection instead, before the first byte.
     *
     * @return the response, which is never sent
     */
    public static FakeResponse untrustedCertificate() {
        return status(200).fault(Fault.UNTRUSTED, 0);
    }

    /**
     * Sets a header and removes other values of the same name.
     *
     * @param name its name
     * @param value its value; white space around it is removed. Characters beyond ASCII are sent as UTF-8; HTTP stacks
     *     read them differently (RFC 9110, section 5.5)
     * @return a new response
     * @throws IllegalArgumentException if HTTP does not allow the name or the value, or if the header is
     *     {@code Content-Length} or {@code Transfer-Encoding}, which follow from {@link #body} and {@link #framing}
     */
    public FakeResponse header(String name, String value) {
        Header header = Header.checked(name, value);
        List<Header> more = new ArrayList<>(headers);
        more.removeIf(other -> other.name().equalsIgnoreCase(name));
        more.add(header);
        return new FakeResponse(status, more, body, framing, delivery);
    }

    /**
     * Sets {@code Retry-After}.
     *
     * @param wait 0 s to 365 days; rounded up to whole seconds
     * @return a new response
     * @throws IllegalArgumentException if it is not
     */
    public FakeResponse retryAfter(Duration wait) {
        long seconds = Arguments.delay(wait).plusSeconds(1).minusNanos(1).toSeconds();
        return header("Retry-After", Long.toString(seconds));
    }

    /**
     * Adds a header and keeps other values of the same name.
     *
     * @param name its name
     * @param value its value; white space around it is removed
     * @return a new response
     * @throws IllegalArgumentException if HTTP does not allow the name or the value, or if the header is
     *     {@code Content-Length} or {@code Transfer-Encoding}, which follow from {@link #body} and {@link #framing}
     */
    public FakeResponse addHeader(String name, String value) {
        Header header = Header.checked(name, value);
        List<Header> more = new ArrayList<>(headers);
        more.add(header);
        return new FakeResponse(status, more, body, framing, delivery);
    }

    /**
     * Sets the body. A response with status 204 or 304 has none: it is sent without the body.
     *
     * @param content the body
     * @return a new response
     */
    public FakeResponse body(Content content) {
        return new FakeResponse(status, headers, requireNonNull(content, "content"), framing, delivery);
    }

    /**
     * Sets how the end of the body is marked.
     *
     * @param chosen the framing
     * @return a new response
     */
    public FakeResponse framing(Framing chosen) {
        return new FakeResponse(status, headers, body, requireNonNull(chosen, "chosen"), delivery);
    }

    /**
     * Closes the connection after some bytes; on HTTP/2 ends the stream cleanly there.
     *
     * <p>A body that is framed by its length is complete when all its bytes have been sent, so that a fault at its end or
     * beyond has no effect. With another framing, a fault beyond the end occurs at the end.
     *
     * @param position how many bytes of the body are sent, not negative
     * @return a new response
     * @throws IllegalArgumentException if the number is negative
     */
    public FakeResponse cutAfter(long position) {
        return fault(Fault.CUT, position);
    }

    /**
     * Resets the connection after some bytes, as for {@link #cutAfter}.
     *
     * @param position how many bytes of the body are sent, not negative
     * @return a new response
     * @throws IllegalArgumentException if the number is negative
     */
    public FakeResponse resetAfter(long position) {
        return fault(Fault.RESET, position);
    }

    /**
     * Stops sending after some bytes, as for {@link #cutAfter}.
     *
     * @param position how many bytes of the body are sent, not negative
     * @return a new response
     * @throws IllegalArgumentException if the number is negative
     */
    public FakeResponse stallAfter(long position) {
        return fault(Fault.STALL, position);
    }

    /**
     * Pauses after some bytes.
     *
     * @param position how many bytes of the body are sent, not negative
     * @param end when it is counted down to zero, the rest is sent
     * @return a new response
     * @throws IllegalArgumentException if the number is negative
     */
    public FakeResponse pauseAfter(long position, CountDownLatch end) {
        return fault(Fault.STALL, position, requireNonNull(end, "end"));
    }

    /**
     * Delays the response.
     *
     * @param wait the time before the response begins: 0 s to 365 days
     * @return a new response
     * @throws IllegalArgumentException if it is not
     */
    public FakeResponse delayed(Duration wait) {
        return withDelivery(delivery.paced(Arguments.delay(wait), delivery.bytesPerSecond()));
    }

    /**
     * Sends the body slowly.
     *
     * @param bytesPerSecond the rate in bytes per second, at least 1
     * @return a new response
     * @throws IllegalArgumentException if the rate is less than 1
     */
    public FakeResponse throttled(int bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException(
                    "The rate must be at least 1 byte per second, not " + bytesPerSecond + ".");
        }
        return withDelivery(delivery.paced(delivery.delay(), Optional.of(bytesPerSecond)));
    }

    /** Adds a delay, and sets the rate of the body unless it already has one. */
    FakeResponse paced(Duration latency, Optional<Integer> bytesPerSecond) {
        return withDelivery(delivery.paced(
                delivery.delay().plus(latency), delivery.bytesPerSecond().or(() -> bytesPerSecond)));
    }

    private FakeResponse fault(Fault chosen, long position) {
        return fault(chosen, position, Delivery.ENDLESS);
    }

    private FakeResponse fault(Fault chosen, long position, CountDownLatch pause) {
        Arguments.count(position, "The number of bytes sent");
        return withDelivery(new Delivery(chosen, position, pause, delivery.delay(), delivery.bytesPerSecond()));
    }

    /** Tells whether the response is a success with a body. */
    boolean hasAudio() {
        return status / 100 == 2 && body.length() > 0;
    }

    private FakeResponse withDelivery(Delivery other) {
        return new FakeResponse(status, headers, body, framing, other);
    }

    /**
     * Returns this response with another status.
     *
     * @param other the status code, 200 to 599
     * @return a new response
     * @throws IllegalArgumentException if it is not
     */
    public FakeResponse withStatus(int other) {
        return new FakeResponse(other, headers, body, framing, delivery);
    }

    /**
     * Returns the status.
     *
     * @return the status code
     */
    public int status() {
        return status;
    }

    /** Returns the status and the fault, such as {@code 200, closed after 40000 bytes}. */
    @Override
    public String toString() {
        return switch (fault()) {
            case NONE -> Integer.toString(status);
            case SILENCE -> "no answer";
            case REFUSED, UNKNOWN_HOST, UNTRUSTED, CLOSED_BEFORE_HEADERS -> "closed before the answer";
            case CUT -> status + ", closed after " + faultPosition() + " bytes";
            case RESET -> status + ", reset after " + faultPosition() + " bytes";
            case STALL -> status + ", stalled after " + faultPosition() + " bytes";
        };
    }

    /** Returns the headers, including the one that frames the body. */
    List<Header> headers(boolean http2) {
        List<Header> all = new ArrayList<>(headers);
        if (isBodiless()) {
            return all;
        }
        if (framing == Framing.LENGTH) {
            all.add(new Header("Content-Length", Long.toString(body.length())));
        } else if (framing == Framing.CHUNKED && !http2) {
            all.add(new Header("Transfer-Encoding", "chunked"));
        } else if (framing == Framing.CLOSE && !http2) {
            all.add(new Header("Connection", "close"));
        }
        return all;
    }

    /** Whether HTTP allows no body with this status (RFC 9110, section 6.4.1). */
    private boolean isBodiless() {
        return status == 204 || status == 304;
    }

    Content body() {
        return isBodiless() ? Content.of("") : body;
    }

    Framing framing() {
        return isBodiless() ? Framing.LENGTH : framing;
    }

    /** Returns the fault that occurs: one after the last byte of a body with a known length has no effect. */
    Fault fault() {
        boolean isWhole = framing() == Framing.LENGTH && delivery.position() >= body().length();
        return isWhole && delivery.fault().isInBody() ? Fault.NONE : delivery.fault();
    }

    /** Returns how many bytes of the body are sent before the fault; all of them if there is no fault. */
    long faultPosition() {
        long length = body().length();
        return fault().isInBody() ? Math.min(delivery.position(), length) : length;
    }

    /** Returns what ends a stall. */
    CountDownLatch pause() {
        return delivery.pause();
    }

    long delayMillis() {
        return delivery.delay().toMillis();
    }

    /** Returns how many bytes are sent at a time, at most {@code max}. */
    int burstBytes(int max) {
        return delivery.bytesPerSecond()
                .map(rate -> Math.min(Math.max(rate / BURSTS_PER_SECOND, 1), max))
                .orElse(max);
    }

    /** Returns how long to wait after sending {@code bytes}. */
    long pauseMillis(long bytes) {
        return delivery.bytesPerSecond().map(rate -> bytes * 1000 / rate).orElse(0L);
    }
}
