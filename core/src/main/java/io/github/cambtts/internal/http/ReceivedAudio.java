package io.github.cambtts.internal.http;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.CallReport;
import io.github.cambtts.internal.call.Operation;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The audio of a stream that a host holds: its bytes are counted, and the operation ends with it. */
public final class ReceivedAudio implements VerifiedSource.Origin {

    private final AudioBody body;
    private final long maxBytes;
    private volatile @Nullable ErrorKind failure;

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
                new VerifiedSource(new ReceivedAudio(body, maxBytes)));
        exchange.operation().handOver(stream);
        return stream;
    }

    @Override
    public CallReport call() {
        return body.exchange().call();
    }

    @Override
    public int read(ByteBuffer target) throws TtsException {
        try {
            return count(body.read(target));
        } catch (TtsException e) {
            operation().reportFinished(e.kind());
            throw e;
        }
    }

    private int count(int read) throws TtsException {
        operation().received(Math.max(0, read));
        if (operation().audioBytes() > maxBytes) {
            TtsException tooLong = AudioBody.tooLong(body.exchange(), maxBytes);
            operation().reportFinished(tooLong.kind());
            abort();
            throw tooLong;
        }
        return read;
    }

    private Operation operation() {
        return body.exchange().operation();
    }

    /** A caller that has all bytes has the audio, even if it has not read to EOF. */
    @Override
    public boolean isWhole() {
        return body.exchange().length().equals(OptionalLong.of(operation().audioBytes()));
    }

    @Override
    public void verified(@Nullable ErrorKind verdict) {
        failure = verdict;
    }

    @Override
    public void ended() {
        operation().reportFinished(failure);
    }

    @Override
    public void abort() {
        body.abort();
    }

    @Override
    public void close() {
        body.close();
        operation().finish(isWhole() ? failure : ErrorKind.CANCELLED);
    }
}
