package io.github.cambtts.internal.http;

import io.github.cambtts.AudioSource;
import io.github.cambtts.AudioStream;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.CallReport;
import java.nio.ByteBuffer;

/** The audio of a stream that a host holds: its bytes are counted, and the operation ends with it. */
public final class ReceivedAudio implements AudioSource {

    private final AudioBody body;
    private final long maxBytes;
    private long bytes;

    private ReceivedAudio(AudioBody body, long maxBytes) {
        this.body = body;
        this.maxBytes = maxBytes;
    }

    /** Hands a body out; from then on the stream's owner ends the operation. */
    public static AudioStream handOut(AudioBody body, long maxBytes) {
        Exchange exchange = body.exchange();
        AudioStream stream = AudioStream.of(
                exchange.operation().runId(),
                body.format().mediaType(),
                exchange.length(),
                exchange.requestId(),
                new ReceivedAudio(body, maxBytes));
        exchange.operation().handOver(stream);
        return stream;
    }

    /** Returns what an exception tells of the call that these bytes come from. */
    CallReport call() {
        return body.exchange().call();
    }

    @Override
    public int read(ByteBuffer target) throws TtsException {
        int read = body.read(target);
        bytes += Math.max(read, 0);
        if (bytes > maxBytes) {
            abort();
            throw AudioBody.tooLong(body.exchange(), maxBytes);
        }
        return read;
    }

    @Override
    public void abort() {
        body.abort();
    }

    @Override
    public void close() {
        body.close();
        body.exchange().operation().finish();
    }
}
