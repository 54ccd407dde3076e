package io.github.cambtts.internal.http;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.recording.Format;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response that is audio: its media type and its first bytes are checked before the caller gets any byte.
 */
public final class AudioBody implements Closeable {

    /** What is surely no audio. Of every other media type, an unknown one too, the first bytes decide. */
    private static final Pattern NO_AUDIO = Pattern.compile("^(text|multipart)/|\\b(x?html|json|xml)\\b");

    private static final BoundedText.Beginning NOTHING = new BoundedText.Beginning("", false);

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
        String codings = exchange.codings();
        if (!codings.isEmpty()) {
            throw unexpected(exchange, "is encoded as \"" + exchange.redaction().clean(codings) + "\"", NOTHING);
        }
        String mediaType = exchange.mediaType();
        if (NO_AUDIO.matcher(mediaType).find()) {
            throw unexpected(
                    exchange,
                    "is \"" + exchange.redaction().clean(mediaType) + "\"",
                    BoundedText.beginning(exchange, ByteBuffer.allocate(0)));
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
                    "The response for run " + exchange.call().runId() + " is empty. Check that the run has"
                            + " finished, and try again.");
        }
        boolean isJson = firstBytes.get(0) == '{';
        throw unexpected(
                exchange,
                "begins like neither FLAC nor WAV",
                isJson ? BoundedText.beginning(exchange, firstBytes.flip()) : NOTHING);
    }

    public static TtsException tooLong(Exchange exchange) {
        long maxBytes = exchange.call().settings().maxAudioBytes();
        return exchange.failure(
                ErrorKind.UNEXPECTED_CONTENT,
                "The audio of run " + exchange.call().runId() + " is longer than the limit of " + maxBytes
                        + " bytes. Raise maxAudioBytes, or do not set it.");
    }

    private static TtsException unexpected(Exchange exchange, String what, BoundedText.Beginning body) {
        return exchange.failure(
                ErrorKind.UNEXPECTED_CONTENT,
                "The response for run " + exchange.call().runId() + " is not audio: it " + what
                        + exchange.saying(body));
    }

    Format format() {
        return format;
    }

    Exchange exchange() {
        return exchange;
    }

    /** Reads at least one byte, or returns -1 at the end. */
    public int read(ByteBuffer target) throws TtsException {
        if (closed || !firstBytes.hasRemaining()) {
            return exchange.read(target);
        }
        exchange.call().check();
        return Bytes.move(firstBytes, target);
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
