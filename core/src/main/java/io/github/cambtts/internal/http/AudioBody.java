package io.github.cambtts.internal.http;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.recording.Format;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response that is audio: its media type and its first bytes are checked before the caller gets any byte.
 */
public final class AudioBody implements Closeable {

    /**
     * The media types of FLAC (RFC 9639, section 12.2) and WAV, and those that storage sends for a file of unknown
     * type.
     */
    private static final Set<String> MEDIA_TYPES = Set.of(
            "audio/flac",
            "audio/x-flac",
            "audio/wav",
            "audio/x-wav",
            "audio/wave",
            "audio/vnd.wave",
            "application/octet-stream",
            "binary/octet-stream");

    private final Exchange exchange;
    private final Format format;
    private final ByteBuffer firstBytes;
    private volatile boolean closed;

    private AudioBody(Exchange exchange, Format format, ByteBuffer firstBytes) {
        this.exchange = exchange;
        this.format = format;
        this.firstBytes = firstBytes;
    }

    /** Checks that a response begins like audio; closes it if it does not. */
    public static AudioBody begin(Exchange exchange) throws TtsException {
        boolean begun = false;
        try {
            checkHeaders(exchange);
            ByteBuffer firstBytes = ByteBuffer.allocate(Format.MAX_MAGIC_BYTES);
            Format format = null;
            while (format == null && firstBytes.hasRemaining() && exchange.read(firstBytes) >= 0) {
                format = Format.ofFirstBytes(firstBytes.duplicate().flip()).orElse(null);
            }
            AudioBody body = new AudioBody(exchange, checked(format, firstBytes, exchange), firstBytes.flip());
            begun = true;
            return body;
        } finally {
            if (!begun) {
                exchange.close();
            }
        }
    }

    /** Checks that the headers announce audio that is not compressed. */
    public static void checkHeaders(Exchange exchange) throws TtsException {
        String coding = exchange.header("content-encoding").orElse("identity");
        if (!coding.strip().equalsIgnoreCase("identity")) {
            throw unexpected(exchange, "is encoded as \"" + exchange.redaction().clean(coding) + "\"");
        }
        String mediaType = exchange.header("content-type").orElse("application/octet-stream");
        if (!MEDIA_TYPES.contains(mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
            throw unexpected(exchange, "is \"" + exchange.redaction().clean(mediaType) + "\"");
        }
    }

    private static Format checked(@Nullable Format format, ByteBuffer firstBytes, Exchange exchange)
            throws TtsException {
        if (format != null) {
            return format;
        }
        if (firstBytes.position() == 0) {
            throw exchange.failure(
                    ErrorKind.EMPTY,
                    "The response for run " + exchange.operation().runId() + " is empty. Check that the run has"
                            + " finished, and try again.");
        }
        throw unexpected(exchange, "begins like neither FLAC nor WAV");
    }

    public static TtsException tooLong(Exchange exchange, long maxBytes) {
        return exchange.failure(
                ErrorKind.UNEXPECTED_CONTENT,
                "The audio of run " + exchange.operation().runId() + " is longer than the limit of " + maxBytes
                        + " bytes. Raise maxAudioBytes, or do not set it.");
    }

    private static TtsException unexpected(Exchange exchange, String what) {
        return exchange.failure(
                ErrorKind.UNEXPECTED_CONTENT,
                "The response for run " + exchange.operation().runId() + " is not audio: it " + what
                        + ". Check the base URL and any proxy in between.");
    }

    Format format() {
        return format;
    }

    Exchange exchange() {
        return exchange;
    }

    /** Reads at least one byte, or returns -1 at the end. */
    public int read(ByteBuffer target) throws TtsException {
        return closed || !firstBytes.hasRemaining() ? exchange.read(target) : Bytes.move(firstBytes, target);
    }

    void abort() {
        closed = true;
        exchange.abort();
    }

    @Override
    public void close() {
        closed = true;
        exchange.close();
    }
}
