package io.github.cambtts.internal.http;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Answer;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.call.Watch;
import io.github.cambtts.internal.text.Redaction;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.TransportResponse;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
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

    private static final long MAX_CLOSE_WAIT_MILLIS = 100;

    private final Call call;
    private final Watch watch;
    private final TransportErrors errors;
    private final TransportResponse response;
    private final OptionalLong length;
    private final JsonDecoder json;
    private final ReentrantLock reading = new ReentrantLock();

    private long received;
    private volatile boolean atEnd;
    private volatile boolean closed;

    Exchange(
            Call call,
            Watch watch,
            TransportErrors errors,
            TransportResponse response,
            OptionalLong length,
            JsonDecoder json) {
        this.call = call;
        this.watch = watch;
        this.errors = errors;
        this.response = response;
        this.length = length;
        this.json = json;
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
            throw errors.inBody(e, answer());
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

    /** Returns how long the server asks to wait. */
    Optional<Duration> retryAfter() {
        return header("retry-after")
                .flatMap(value -> RetryAfter.parse(value, call.settings().time().clock()));
    }

    /** Returns the announced length of the body. */
    public OptionalLong length() {
        return length;
    }

    Call call() {
        return call;
    }

    /** Returns what hides the secrets that the call has used so far, also those that came after this exchange began. */
    Redaction redaction() {
        return call.redaction();
    }

    /** Reads at least one byte of the body, or returns -1 at its end, which is never before the announced length. */
    public int read(ByteBuffer target) throws TtsException {
        reading.lock();
        try {
            if (closed) {
                throw call.ended(ErrorKind.CANCELLED, null);
            }
            if (atEnd) {
                return -1;
            }
            if (watch.isStopped()) {
                throw errors.inBody(new IOException("The exchange was ended"), answer());
            }
            return count(readWatched(target), target);
        } finally {
            reading.unlock();
        }
    }

    private int readWatched(ByteBuffer target) throws TtsException {
        watch.beginWait(call.settings().timeouts().idle(), ErrorKind.IDLE_TIMEOUT);
        try {
            return response.read(target);
        } catch (Throwable e) {
            watch.abort();
            throw errors.inBody(e, answer());
        } finally {
            watch.endWait();
        }
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
                    "The response for " + call.subject().label() + " has " + received
                            + " bytes instead of the announced " + length.getAsLong() + ".");
        }
        if (read < 0) {
            if (watch.stopped() != null) {
                throw errors.inBody(new IOException("The exchange was ended"), answer());
            }
            atEnd = true;
        }
        return read;
    }

    /** Creates an exception about this exchange. */
    public TtsException failure(ErrorKind kind, String message) {
        return call.failure(kind, message, answer(), null);
    }

    /** Returns the id that the server gave the request. */
    Optional<String> requestId() {
        return Optional.ofNullable(answer().requestId());
    }

    /** Returns what an exception says about the response. */
    public Answer answer() {
        return new Answer(status(), RequestId.of(response, redaction()));
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
    static void release(TransportResponse response) {
        try {
            response.close();
        } catch (RuntimeException | Error e) {
            // Nothing to do.
        }
    }

    /** Tells whether all bytes have been received, even if the caller has not read to EOF. */
    private boolean isWhole() {
        return atEnd || (length.isPresent() && received == length.getAsLong());
    }
}
