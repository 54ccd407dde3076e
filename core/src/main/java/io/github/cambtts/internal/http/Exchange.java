package io.github.cambtts.internal.http;

import io.github.cambtts.CallListener.Origin;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.CallReport;
import io.github.cambtts.internal.call.Operation;
import io.github.cambtts.internal.call.Watch;
import io.github.cambtts.internal.text.PlainText;
import io.github.cambtts.internal.text.Redaction;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.ProxyException;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, with the rules for every exchange: it is watched, its faults become typed errors, and
 * its body has exactly the announced number of bytes (RFC 9110, section 8.6).
 *
 * <p>Read by one thread; {@link #abort()} and {@link #close()} may come from any.
 */
public final class Exchange implements Closeable {

    /** 407 (RFC 9110, section 15.5.8): some HTTP stacks throw instead of returning it. */
    private static final int PROXY_REFUSAL = 407;

    private static final long MAX_CLOSE_WAIT_MILLIS = 100;

    private final Operation operation;
    private final Watch watch;
    private final Timeouts timeouts;
    private final String destination;
    private final TransportResponse response;
    private final OptionalLong length;
    private final JsonDecoder json;
    private final ReentrantLock reading = new ReentrantLock();

    private long received;
    private volatile boolean atEnd;
    private volatile boolean closed;

    private Exchange(
            Operation operation,
            Watch watch,
            Timeouts timeouts,
            String destination,
            TransportResponse response,
            OptionalLong length,
            JsonDecoder json) {
        this.operation = operation;
        this.watch = watch;
        this.timeouts = timeouts;
        this.destination = destination;
        this.response = response;
        this.length = length;
        this.json = json;
    }

    /** Sends a request and waits for the headers of its response. */
    static Exchange send(
            Transport transport, TransportRequest request, String destination, Operation operation, Timeouts timeouts)
            throws TtsException {
        Watch watch = operation.watch();
        TransportResponse response;
        long begunNanos = System.nanoTime();
        watch.beginResponse(timeouts);
        try {
            response = transport.get(request, watch.signal());
        } catch (Throwable e) {
            watch.abort();
            throw fault(
                    TransportErrors.beforeHeaders(e, watch.signal().wasConnected()),
                    e,
                    operation,
                    watch,
                    destination,
                    0,
                    null);
        } finally {
            watch.endWait();
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - begunNanos);
        OptionalLong length;
        try {
            length = announced(response);
        } catch (NumberFormatException e) {
            // Some HTTP stacks fail before they return a response. So that all behave alike, this has no status or
            // request id.
            TtsException failure = fault(ErrorKind.PROTOCOL, e, operation, watch, destination, 0, null);
            watch.abort();
            release(response);
            throw failure;
        }
        Exchange exchange =
                new Exchange(operation, watch, timeouts, destination, response, length, transport.jsonDecoder());
        if (exchange.status() == PROXY_REFUSAL) {
            throw exchange.refusedByProxy();
        }
        operation.responded(
                request instanceof StorageRequest ? Origin.STORAGE : Origin.API, exchange.status(), duration);
        return exchange;
    }

    /**
     * Reads the announced length; two different ones, or one together with a transfer coding, are an attack or a defect
     * (RFC 9112, section 6.3).
     */
    private static OptionalLong announced(TransportResponse response) {
        List<String> values = response.headers("content-length");
        if (values.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!response.headers("transfer-encoding").isEmpty()) {
            throw new NumberFormatException("Content-Length beside Transfer-Encoding");
        }
        String value = values.get(0);
        if (!isNumber(value) || !Collections.nCopies(values.size(), value).equals(values)) {
            throw new NumberFormatException("Content-Length: " + String.join(", ", values));
        }
        return OptionalLong.of(Long.parseLong(value));
    }

    /** Only digits: Java's own parser would take a sign and the digits of other scripts too. */
    private static boolean isNumber(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return !value.isEmpty();
    }

    public int status() {
        return response.status();
    }

    /** Returns a header's value, the last one if there are several. */
    public Optional<String> header(String name) {
        List<String> values = response.headers(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** Returns the media type, in lower case and without parameters; empty if the response states none. */
    String mediaType() {
        return header("content-type").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the content codings that change the bytes. {@code identity} does not, nor does {@code aws-chunked}, which
     * an upload to Amazon S3 may leave behind.
     */
    String codings() {
        return response.headers("content-encoding").stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty()
                        && !coding.equalsIgnoreCase("identity")
                        && !coding.equalsIgnoreCase("aws-chunked"))
                .collect(Collectors.joining(", "));
    }

    /** Decodes a document of the body. */
    @Nullable
    Object decoded(String document) throws IOException {
        try {
            return json.decode(document);
        } catch (LinkageError e) {
            throw bodyFault(ErrorKind.PROTOCOL, e);
        }
    }

    /** Returns what the server says in a body, fit for a message. */
    String cleaned(BoundedText.Beginning body) {
        ServerMessage said = ServerMessage.of(body, json);
        return codings().isEmpty() ? redaction().clean(said.text(), said.isCut()) : "";
    }

    /** Returns the end of a message about a response with status 200 that is not what was asked for, and its body. */
    String saying(BoundedText.Beginning body) {
        String said = cleaned(body);
        return (said.isEmpty() ? "" : ", and says: " + said)
                + (said.startsWith("PENDING")
                        ? ". The run has not finished: wait for its task with TtsResults.await(TaskId)."
                        : ". Check the base URL and any proxy in between.");
    }

    /** Returns the announced length of the body. */
    public OptionalLong length() {
        return length;
    }

    Operation operation() {
        return operation;
    }

    /** Returns what hides the secrets that the call has used so far, also those that came after this exchange began. */
    Redaction redaction() {
        return operation.redaction();
    }

    /** Reads at least one byte of the body, or returns -1 at its end, which is never before the announced length. */
    public int read(ByteBuffer target) throws TtsException {
        reading.lock();
        try {
            if (closed) {
                throw operation.failure(ErrorKind.CANCELLED, null);
            }
            if (atEnd) {
                return -1;
            }
            if (watch.isStopped()) {
                throw bodyFault(ErrorKind.RESET, new IOException("The exchange was ended"));
            }
            return count(readWatched(target), target);
        } finally {
            reading.unlock();
        }
    }

    private int readWatched(ByteBuffer target) throws TtsException {
        watch.beginWait(timeouts.idle(), ErrorKind.IDLE_TIMEOUT);
        try {
            return response.read(target);
        } catch (Throwable e) {
            watch.abort();
            throw bodyFault(TransportErrors.inBody(e), e);
        } finally {
            watch.endWait();
        }
    }

    private TtsException bodyFault(ErrorKind kind, Throwable fault) {
        return fault(kind, fault, operation, watch, destination, status(), RequestId.of(response, redaction()));
    }

    private int count(int read, ByteBuffer target) throws TtsException {
        if (read > 0) {
            received += read;
        }
        if (length.isPresent() && received > length.getAsLong()) {
            // Bytes beyond the announced length are not handed out.
            target.position(target.position() - (int) Math.min(read, received - length.getAsLong()));
        }
        if (length.isPresent() && (read < 0 ? received < length.getAsLong() : received > length.getAsLong())) {
            watch.abort();
            throw failure(
                    ErrorKind.TRUNCATED,
                    "The response for " + operation.subject().label() + " has " + received
                            + " bytes instead of the announced " + length.getAsLong() + ".");
        }
        if (read < 0) {
            if (watch.stopped() != null) {
                throw bodyFault(ErrorKind.RESET, new IOException("The exchange was ended"));
            }
            atEnd = true;
        }
        return read;
    }

    private static TtsException fault(
            ErrorKind kind,
            Throwable fault,
            Operation operation,
            Watch watch,
            String destination,
            int status,
            @Nullable String requestId) {
        Throwable cause = operation.redaction().copy(fault);
        ErrorKind stopped = watch.stopped();
        if (stopped != null && stopped != ErrorKind.CONNECT_TIMEOUT) {
            return operation.failure(stopped, cause);
        }
        String what = switch (stopped == null ? kind : stopped) {
            case CONNECT ->
                "could not connect to " + destination
                        + ". Check the base URL, the network, the firewall and any proxy.";
            case CONNECT_TIMEOUT ->
                "could not connect to " + destination
                        + " within the connect limit. Check the network and the base URL, or"
                        + " raise it with Timeouts.withConnect(Duration).";
            case DNS ->
                "could not resolve a name on the way to " + destination
                        + ". Check the base URL, any proxy and the DNS.";
            case TLS ->
                "failed in the TLS handshake with " + destination
                        + (TransportErrors.isAnswerInPlainText(fault)
                                ? ", which did not answer with TLS. Check the base URL, and that that port is for https."
                                : ". Check its certificate and the trusted certificates.");
            case PROXY -> "was refused by the proxy for " + destination + ". Check the proxy and its credentials.";
            case PROTOCOL ->
                fault instanceof LinkageError missing
                        ? "failed inside the HTTP stack: "
                                + operation.redaction().clean(PlainText.of(missing))
                                + ". Add the libraries that it depends on, in their versions."
                        : fault instanceof Error
                                ? "failed inside the HTTP stack with "
                                        + fault.getClass().getName() + ". See the cause."
                                : "got a response that is not valid HTTP. Check the base URL and any proxy in between.";
            case TRUNCATED -> "stopped before the end: the response was cut short. Try again.";
            default ->
                TransportErrors.isInTlsHandshake(fault)
                        ? "failed because the connection broke in the TLS handshake with " + destination
                                + ". Try again, and check that that port is for https."
                        : "failed because the connection broke. Try again.";
        };
        return operation
                .call(status, requestId)
                .failure(stopped == null ? kind : stopped, operation.activity() + " " + what, cause);
    }

    /** Maps a 407 to the error used when the HTTP client rejects it; closes this exchange. */
    private TtsException refusedByProxy() {
        TtsException refused = fault(
                ErrorKind.PROXY, new ProxyException("The proxy answered 407"), operation, watch, destination, 0, null);
        close();
        return refused;
    }

    /** Creates an exception about this exchange. */
    public TtsException failure(ErrorKind kind, String message) {
        return call().failure(kind, message, null);
    }

    /** Returns the id that the server gave the request. */
    Optional<String> requestId() {
        return Optional.ofNullable(RequestId.of(response, redaction()));
    }

    public CallReport call() {
        return operation.call(status(), RequestId.of(response, redaction()));
    }

    /** Ends the exchange and wakes the thread that reads. */
    void abort() {
        if (!atEnd) {
            watch.stop(ErrorKind.CANCELLED);
        }
    }

    /** Ends the exchange if its body was not read to the end, and releases the connection. */
    @Override
    public void close() {
        closed = true;
        if (!isWhole()) {
            watch.close();
        }
        boolean quiet = false;
        try {
            quiet = reading.tryLock() || reading.tryLock(MAX_CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        release(response);
        if (quiet) {
            reading.unlock();
        }
    }

    /** What an HTTP stack throws here is ignored: it changes neither what was received nor why the exchange ended. */
    private static void release(TransportResponse response) {
        try {
            response.close();
        } catch (RuntimeException | Error e) {
            return;
        }
    }

    /** Tells whether all bytes have been received, even if the caller has not read to EOF. */
    private boolean isWhole() {
        return atEnd || (length.isPresent() && received == length.getAsLong());
    }
}
