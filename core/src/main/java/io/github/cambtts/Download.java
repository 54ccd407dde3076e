package io.github.cambtts;

import io.github.cambtts.ProgressListener.Phase;
import io.github.cambtts.SavedAudio.Completeness;
import io.github.cambtts.recording.Recording;
import io.github.cambtts.recording.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One save on its way, over all its attempts: what is there already, and how to get the rest.
 *
 * <p>After a break the rest comes from storage, by {@code Range} (RFC 9110, section 14), and is joined on only if the
 * bytes before the joint are the same in both; if anything speaks against it, the download starts again.
 */
final class Download {

    /** How many bytes before the joint are fetched again and compared. */
    static final int OVERLAP_BYTES = 64 * 1024;

    private final Operation operation;
    private final ResultEndpoint api;
    private final PresignedObject object;
    private final SaveOptions options;
    private final Sink sink;
    private final ProgressReports progress;
    private final long mostBytes;

    private final @Nullable MessageDigest digest;

    private boolean resuming;
    private OptionalLong total = OptionalLong.empty();
    private long receivedBytes;
    private long resumedBytes;
    private @Nullable String requestId;

    Download(
            Operation operation,
            ResultEndpoint api,
            PresignedObject object,
            SaveOptions options,
            Sink sink,
            long mostBytes) {
        this.operation = operation;
        this.api = api;
        this.object = object;
        this.options = options;
        this.sink = sink;
        this.mostBytes = mostBytes;
        this.progress = new ProgressReports(options.progress());
        this.digest = options.isSha256() ? Sha256.start() : null;
        this.resuming = options.isResuming();
    }

    /** Makes one attempt, from where the one before broke off; returns the recording once all of it is in the sink. */
    Recording attempt() throws TtsException {
        try {
            if (!resuming || sink.size() <= OVERLAP_BYTES || !resume()) {
                start();
            }
            return verify();
        } catch (IOException e) {
            throw e instanceof TtsException typed ? typed : sink.failure(e, operation);
        }
    }

    private void start() throws IOException {
        progress.begin(Phase.CONNECTING, 0, OptionalLong.empty());
        restart();
        Exchange exchange = options.via() == OutputType.RAW_BYTES ? api.audio(operation) : object.open(0);
        receiveFromBeginning(exchange);
    }

    private void restart() throws IOException {
        if (!sink.restart()) {
            throw TtsException.of(
                    ErrorKind.FILE,
                    "The connection broke after " + sink.size() + " bytes of run " + operation.runId()
                            + ", the rest could"
                            + " not be joined on, and what was written cannot be taken back. Save to a file.",
                    operation.call(0, requestId),
                    null);
        }
        if (digest != null) {
            digest.reset();
        }
    }

    /** Joins the rest on; false if it does not fit, or cannot be had from storage at all. */
    private boolean resume() throws IOException {
        long from = sink.size() - OVERLAP_BYTES;
        progress.begin(Phase.RESUMING, sink.size(), total);
        try (Exchange exchange = object.open(from)) {
            if (exchange.status() == 200) {
                object.forgetVersion();
                restart();
                receiveFromBeginning(exchange);
                return true;
            }
            if (fits(exchange, from)) {
                resumedBytes += from;
                receive(exchange::read, exchange);
                return true;
            }
        } catch (TtsException e) {
            if (!isForLackOfStorage(e)) {
                throw e;
            }
        }
        resuming = false;
        object.forgetVersion();
        return false;
    }

    /** A break on the way is worth another try; a storage that refuses or cannot be reached is none to resume from. */
    private static boolean isForLackOfStorage(TtsException e) {
        return switch (e.kind()) {
            case CANCELLED, DEADLINE, FILE, FILE_EXISTS -> false;
            case CONNECT, DNS, CONNECT_TIMEOUT -> true;
            default -> !e.isRetryable();
        };
    }

    private boolean fits(Exchange exchange, long from) throws IOException {
        ContentRange range = exchange.header("content-range")
                .flatMap(ContentRange::parse)
                .filter(sent -> sent.isRestFrom(from))
                .orElse(null);
        if (range == null || object.isOtherVersion(exchange) || contradicts(range)) {
            return false;
        }
        AudioBody.checkHeaders(exchange);
        try (CopyBuffer loan = CopyBuffer.borrow()) {
            ByteBuffer overlap = loan.get().limit(OVERLAP_BYTES);
            while (overlap.hasRemaining() && exchange.read(overlap) >= 0) {
                progress.advance(sink.size(), total);
            }
            receivedBytes += overlap.position();
            total = range.total();
            return sink.endsWith(overlap.flip(), from);
        }
    }

    private boolean contradicts(ContentRange range) {
        return total.isPresent() && !total.equals(range.total());
    }

    private void receiveFromBeginning(Exchange exchange) throws IOException {
        try (AudioBody body = AudioBody.begin(exchange)) {
            total = exchange.length();
            receive(body::read, exchange);
        }
    }

    private void receive(Reader body, Exchange exchange) throws IOException {
        requestId = exchange.call().requestId();
        progress.begin(Phase.DOWNLOADING, sink.size(), total);
        try (CopyBuffer loan = CopyBuffer.borrow()) {
            ByteBuffer buffer = loan.get();
            boolean more = true;
            while (more) {
                try {
                    more = fill(buffer.clear(), body);
                } finally {
                    // What came before a break is kept: the next attempt goes on from there.
                    append(buffer.flip(), exchange);
                }
            }
        }
    }

    private boolean fill(ByteBuffer buffer, Reader body) throws TtsException {
        while (buffer.hasRemaining()) {
            if (body.read(buffer) < 0) {
                return false;
            }
            progress.advance(sink.size() + buffer.position(), total);
        }
        return true;
    }

    private void append(ByteBuffer bytes, Exchange exchange) throws IOException {
        receivedBytes += bytes.remaining();
        if (sink.size() + bytes.remaining() > mostBytes) {
            throw AudioBody.tooLong(exchange, mostBytes);
        }
        if (digest != null) {
            digest.update(bytes.duplicate());
        }
        sink.append(bytes);
    }

    private Recording verify() throws IOException {
        progress.begin(Phase.VERIFYING, sink.size(), total);
        Recording recording = sink.examine(operation::check);
        if (recording.verdict() != Verdict.TRUNCATED) {
            return recording;
        }
        // All of the announced bytes came, so the object itself is cut short: the rest is not there to be had.
        resuming = resuming && total.isEmpty();
        throw VerifiedSource.cutShort(recording, operation.call(0, requestId));
    }

    SavedAudio receipt(Recording recording, Optional<Path> path) {
        return new SavedAudio(
                operation.runId(),
                path,
                sink.size(),
                recording.format().mediaType(),
                recording.sampleRateHz(),
                recording.channels(),
                recording.duration(),
                operation.attempts(),
                receivedBytes,
                resumedBytes,
                recording.verdict() == Verdict.COMPLETE ? Completeness.COMPLETE : Completeness.UNKNOWN,
                Optional.ofNullable(requestId),
                Optional.ofNullable(digest).map(Sha256::hex));
    }

    /** Reads as {@link Exchange#read} does. */
    private interface Reader {

        int read(ByteBuffer target) throws TtsException;
    }
}
