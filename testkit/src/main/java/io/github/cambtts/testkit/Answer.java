package io.github.cambtts.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the fake service answers to one request: a status, headers, a body, and what goes wrong. Immutable. */
public final class Answer {

    /** How the end of the body is told. */
    public enum Framing {
        /** By {@code Content-Length}. */
        LENGTH,
        /** By the chunked transfer coding on HTTP/1.1, as the API itself does. */
        CHUNKED,
        /** By the end of the connection. */
        CLOSE
    }

    /** What goes wrong. */
    enum Fault {
        NONE,
        /** The request is read and never answered. */
        SILENCE,
        /** The connection is closed before the first byte of the answer. */
        CLOSED_BEFORE_HEADERS,
        /** The connection is closed after some bytes of the body; on HTTP/2 the stream ends cleanly there. */
        CUT,
        /** The connection is reset after some bytes of the body. */
        RESET,
        /** Nothing more comes after some bytes of the body, until the gate opens. */
        STALL
    }

    private final int status;
    private final List<Header> headers;
    private final Content body;
    private final Framing framing;
    private final Fault fault;
    private final long faultPosition;
    private final Optional<Gate> gate;

    private Answer(
            int status,
            List<Header> headers,
            Content body,
            Framing framing,
            Fault fault,
            long faultPosition,
            Optional<Gate> gate) {
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body;
        this.framing = framing;
        this.fault = fault;
        this.faultPosition = faultPosition;
        this.gate = gate;
    }

    /** A header. */
    record Header(String name, String value) {}

    /**
     * Answers with a status and nothing else.
     *
     * @param status the status code
     * @return the answer
     */
    public static Answer status(int status) {
        return new Answer(status, List.of(), Content.of(""), Framing.LENGTH, Fault.NONE, 0, Optional.empty());
    }

    /**
     * Answers with audio as the API does: {@code audio/flac}, chunked.
     *
     * @param audio the body
     * @return the answer
     */
    public static Answer audio(Content audio) {
        return status(200).header("Content-Type", "audio/flac").body(audio).framing(Framing.CHUNKED);
    }

    /**
     * Answers with JSON.
     *
     * @param status the status code
     * @param json the body
     * @return the answer
     */
    public static Answer json(int status, String json) {
        return status(status).header("Content-Type", "application/json").body(Content.of(json));
    }

    /**
     * Answers with an error as the API raises it on purpose: {@code {"detail":"…"}}.
     *
     * @param status the status code
     * @param detail what it says
     * @return the answer
     */
    public static Answer detail(int status, String detail) {
        return json(status, ApiRules.json(Map.of("detail", detail)));
    }

    /**
     * Answers with the link to a URL.
     *
     * @param url the URL
     * @return the answer
     */
    public static Answer link(String url) {
        return json(200, ApiRules.json(Map.of("output_url", url)));
    }

    /**
     * Reads the request and never answers.
     *
     * @return the answer that does not come
     */
    public static Answer silence() {
        return status(200).fault(Fault.SILENCE, 0);
    }

    /**
     * Closes the connection before the first byte of an answer.
     *
     * @return the answer that does not come
     */
    public static Answer closedBeforeHeaders() {
        return status(200).fault(Fault.CLOSED_BEFORE_HEADERS, 0);
    }

    /**
     * Sets a header.
     *
     * @param name its name
     * @param value its value
     * @return a new answer
     */
    public Answer header(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.removeIf(header -> header.name().equalsIgnoreCase(name));
        more.add(new Header(name, value));
        return new Answer(status, more, body, framing, fault, faultPosition, gate);
    }

    /**
     * Sets the body.
     *
     * @param content the body
     * @return a new answer
     */
    public Answer body(Content content) {
        return new Answer(status, headers, content, framing, fault, faultPosition, gate);
    }

    /**
     * Sets how the body's end is told.
     *
     * @param chosen the framing
     * @return a new answer
     */
    public Answer framing(Framing chosen) {
        return new Answer(status, headers, body, chosen, fault, faultPosition, gate);
    }

    /**
     * Closes the connection after some bytes; on HTTP/2 ends the stream cleanly there.
     *
     * @param position how many bytes of the body are sent
     * @return a new answer
     */
    public Answer cutAfter(long position) {
        return fault(Fault.CUT, position);
    }

    /**
     * Resets the connection after some bytes.
     *
     * @param position how many bytes of the body are sent
     * @return a new answer
     */
    public Answer resetAfter(long position) {
        return fault(Fault.RESET, position);
    }

    /**
     * Sends no more after some bytes.
     *
     * @param position how many bytes of the body are sent
     * @return a new answer
     */
    public Answer stallAfter(long position) {
        return fault(Fault.STALL, position);
    }

    /**
     * Sends no more after some bytes until a gate opens.
     *
     * @param position how many bytes of the body are sent
     * @param opening lets the rest through
     * @return a new answer
     */
    public Answer pauseAfter(long position, Gate opening) {
        return new Answer(status, headers, body, framing, Fault.STALL, position, Optional.of(opening));
    }

    private Answer fault(Fault chosen, long position) {
        return new Answer(status, headers, body, framing, chosen, position, gate);
    }

    /** Returns this answer with another status. */
    Answer withStatus(int other) {
        return new Answer(other, headers, body, framing, fault, faultPosition, gate);
    }

    int status() {
        return status;
    }

    /** Returns the headers, the one that frames the body among them. */
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
        return fault;
    }

    /** Returns how many bytes of the body come before the fault; all of them if there is none. */
    long faultPosition() {
        return switch (fault) {
            case CUT, RESET, STALL -> Math.min(faultPosition, body.length());
            case NONE, SILENCE, CLOSED_BEFORE_HEADERS -> body.length();
        };
    }

    Optional<Gate> gate() {
        return gate;
    }
}
