package io.github.cambtts.internal.recording;

import io.github.cambtts.Completeness;
import io.github.cambtts.RecordingCheck;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a recording as its bytes come, in pieces of any size, and knows at every moment what they prove. Keeps a
 * few dozen bytes, and the last frame of a FLAC. The time is linear in the bytes. Not thread-safe.
 */
public final class RecordingWalk {

    /** What the walk could not use yet, and room for what makes it usable. */
    private final ByteBuffer rest = ByteBuffer.allocate(2 * Walk.MAX_PIECE_BYTES);

    private boolean isBegun;
    private @Nullable Walk walk;
    private long bytes;

    /** Creates a walk before the first byte. */
    public RecordingWalk() {}

    /**
     * Walks on.
     *
     * @param next the next bytes, from the buffer's position to its limit, neither of which changes
     */
    public void update(ByteBuffer next) {
        ByteBuffer unread = next.slice();
        bytes += unread.remaining();
        while (rest.position() > 0 && unread.hasRemaining()) {
            int before = rest.position();
            int count = Math.min(unread.remaining(), rest.remaining());
            rest.put(unread.slice(unread.position(), count));
            take(rest.flip());
            boolean isPassed = rest.position() >= before;
            unread.position(unread.position() + (isPassed ? rest.position() - before : count));
            if (isPassed) {
                rest.clear();
            } else {
                rest.compact();
            }
        }
        if (unread.hasRemaining()) {
            take(unread);
            rest.put(unread);
        }
    }

    /** Returns how many bytes it has walked through. */
    public long bytes() {
        return bytes;
    }

    private void take(ByteBuffer unread) {
        if (!isBegun) {
            Optional<Format> format = Format.ofFirstBytes(unread);
            walk = format.map(known -> known == Format.FLAC ? new FlacWalk() : new WavWalk())
                    .orElse(null);
            isBegun = walk != null || unread.remaining() >= Format.MAX_MAGIC_BYTES;
        }
        if (walk != null) {
            walk.take(unread);
        } else if (isBegun) {
            unread.position(unread.limit());
        }
    }

    /** Returns the result, as if the recording ended here; the walk can go on. */
    public RecordingCheck finish() {
        ByteBuffer last = rest.duplicate().flip();
        if (walk != null) {
            return walk.finish(last, bytes);
        }
        return !isBegun && Format.endsWithinMagic(last)
                ? Format.OTHER.withoutFacts(
                        Completeness.TRUNCATED, "it ends within the bytes that tell its format", bytes)
                : Format.OTHER.withoutFacts(Completeness.UNKNOWN, "it begins like neither FLAC nor WAV", bytes);
    }

    /** Tells whether the bytes so far prove that the recording is damaged, whatever follows. */
    public boolean isDamaged() {
        return walk instanceof FlacWalk flac && flac.isDamaged();
    }

    /** Returns where the frames of a FLAC end that are proved by the frame after them. */
    public long provedBytes() {
        return walk instanceof FlacWalk flac ? flac.provedBytes() : 0;
    }

    /** Returns how many more bytes prove, if they are the next ones, that the frames of a FLAC go on. */
    public long bytesToNextFrame() {
        return walk instanceof FlacWalk flac ? flac.bytesToNextFrame() : 0;
    }
}
