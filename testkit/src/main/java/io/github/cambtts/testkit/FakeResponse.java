package io.github.cambtts.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        /** Nothing more is sent after some bytes of the body, until the gate opens. */
        STALL
    }

    /** How often per second a throttled response sends bytes. */
    private static final int BURSTS_PER_SECOND = 20;

    private final int status;
    private final List<Header> headers;
    private final Content body;
    private final Framing framing;
    private final Delivery delivery;

    private FakeResponse(int status, List<Header> headers, Content body, Framing framing, Delivery delivery) {
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body;
        this.framing = framing;
        this.delivery = delivery;
    }

    /** How the response is delivered: its fault, delay and rate. */
    private record Delivery(
            Fault fault, long position, Optional<Gate> gate, Duration delay, Optional<Integer> bytesPerSecond) {

        static final Delivery NONE = new Delivery(Fault.NONE, 0, Optional.empty(), Duration.ZERO, Optional.empty());
    }

    /** A header. */
    record Header(String name, String value) {}

    /**
     * Answers with a status and nothing else.
     *
     * @param status the status code
     * @return the response
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
        return status(status).header("Content-Type", "application/json").body(Content.of(json));
    }

    /**
     * Answers with an error status and the message that the API sends with it: the API's own message if it has one,
     * FastAPI's for an unhandled exception (500), and the status's name otherwise.
     *
     * @param status the status code, 400 to 599
     * @return the response
     */
    public static FakeResponse error(int status) {
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

    /**
     * Answers with an error in FastAPI's format: {@code {"detail":"…"}}.
     *
     * @param status the status code
     * @param detail the message
     * @return the response
     */
    public static FakeResponse detail(int status, String detail) {
        return json(status, ApiRules.json(Map.of("detail", detail)));
    }

    /**
     * Answers with the link to a URL.
     *
     * @param url the URL
     * @return the response
     */
    public static FakeResponse link(String url) {
        return json(200, ApiRules.json(Map.of("output_url", url)));
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
     * @param value its value
     * @return a new response
     */
    public FakeResponse header(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.removeIf(header -> header.name().equalsIgnoreCase(name));
        more.add(new Header(name, value));
        return new FakeResponse(status, more, body, framing, delivery);
    }

    /**
     * Adds a header and keeps other values of the same name.
     *
     * @param name its name
     * @param value its value
     * @return a new response
     */
    public FakeResponse addHeader(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new FakeResponse(status, more, body, framing, delivery);
    }

    /**
     * Sets the body.
     *
     * @param content the body
     * @return a new response
     */
    public FakeResponse body(Content content) {
        return new FakeResponse(status, headers, content, framing, delivery);
    }

    /**
     * Sets how the end of the body is marked.
     *
     * @param chosen the framing
     * @return a new response
     */
    public FakeResponse framing(Framing chosen) {
        return new FakeResponse(status, headers, body, chosen, delivery);
    }

    /**
     * Closes the connection after some bytes; on HTTP/2 ends the stream cleanly there.
     *
     * @param position how many bytes of the body are sent
     * @return a new response
     */
    public FakeResponse cutAfter(long position) {
        return fault(Fault.CUT, position);
    }

    /**
     * Resets the connection after some bytes.
     *
     * @param position how many bytes of the body are sent
     * @return a new response
     */
    public FakeResponse resetAfter(long position) {
        return fault(Fault.RESET, position);
    }

    /**
     * Stops sending after some bytes.
     *
     * @param position how many bytes of the body are sent
     * @return a new response
     */
    public FakeResponse stallAfter(long position) {
        return fault(Fault.STALL, position);
    }

    /**
     * Stops sending after some bytes until a gate opens.
     *
     * @param position how many bytes of the body are sent
     * @param opening the gate; when it opens, the rest is sent
     * @return a new response
     */
    public FakeResponse pauseAfter(long position, Gate opening) {
        return withDelivery(
                new Delivery(Fault.STALL, position, Optional.of(opening), delivery.delay(), delivery.bytesPerSecond()));
    }

    /**
     * Delays the response.
     *
     * @param wait the time before the response begins
     * @return a new response
     */
    public FakeResponse delayed(Duration wait) {
        return withDelivery(
                new Delivery(delivery.fault(), delivery.position(), delivery.gate(), wait, delivery.bytesPerSecond()));
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
        return withDelivery(new Delivery(
                delivery.fault(), delivery.position(), delivery.gate(), delivery.delay(), Optional.of(bytesPerSecond)));
    }

    /** Adds a delay, and sets the rate of the body unless it already has one. */
    FakeResponse paced(Duration latency, Optional<Integer> bytesPerSecond) {
        return withDelivery(new Delivery(
                delivery.fault(),
                delivery.position(),
                delivery.gate(),
                delivery.delay().plus(latency),
                delivery.bytesPerSecond().or(() -> bytesPerSecond)));
    }

    private FakeResponse fault(Fault chosen, long position) {
        return withDelivery(
                new Delivery(chosen, position, delivery.gate(), delivery.delay(), delivery.bytesPerSecond()));
    }

    private FakeResponse withDelivery(Delivery other) {
        return new FakeResponse(status, headers, body, framing, other);
    }

    /**
     * Returns this response with another status.
     *
     * @param other the status
     * @return a new response
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
        return switch (delivery.fault()) {
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
        boolean framed = all.stream().anyMatch(header -> header.name().equalsIgnoreCase("content-length"));
        boolean bodiless = status == 204 || status == 304;
        if (framing == Framing.LENGTH && !framed && !bodiless) {
            all.add(new Header("Content-Length", Long.toString(body.length())));
        } else if (framing == Framing.CHUNKED && !http2) {
            all.add(new Header("Transfer-Encoding", "chunked"));
        } else if (framing == Framing.CLOSE && !http2) {
            all.add(new Header("Connection", "close"));
        }
        return all;
    }

    Content body() {
        return body;
    }

    Framing framing() {
        return framing;
    }

    Fault fault() {
        return delivery.fault();
    }

    /** Returns how many bytes of the body are sent before the fault; all of them if there is no fault. */
    long faultPosition() {
        return switch (delivery.fault()) {
            case CUT, RESET, STALL -> Math.min(delivery.position(), body.length());
            case NONE, REFUSED, UNKNOWN_HOST, UNTRUSTED, SILENCE, CLOSED_BEFORE_HEADERS -> body.length();
        };
    }

    Optional<Gate> gate() {
        return delivery.gate();
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
