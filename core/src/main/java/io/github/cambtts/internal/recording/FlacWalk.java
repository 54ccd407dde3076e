package io.github.cambtts.internal.recording;

import io.github.cambtts.Completeness;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.RecordingCheck.Intact;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a FLAC file (RFC 9639): {@code fLaC}, the metadata blocks, STREAMINFO first, then frame by frame.
 *
 * <p>A frame ends where the CRC-16 over it, its own two bytes included, is zero and the header of the next frame begins:
 * one with a correct CRC-8, the properties of the stream and exactly the next number. The frame that reaches the
 * announced total is proved by {@link LastFrame}. Nothing else is decoded, and each byte is looked at once.
 */
final class FlacWalk implements Walk, Cloneable {

    private static final int MAGIC_BYTES = 4;
    private static final int BLOCK_HEADER_BYTES = 4;
    private static final int FIRST_BLOCK_BYTES = BLOCK_HEADER_BYTES + StreamInfo.BYTES;
    private static final int FORBIDDEN_TYPE = 127;

    private enum Part {
        METADATA,
        FIRST_FRAME,
        FRAMES,
        LAST_FRAME,
        /** Nothing that follows changes the result. */
        ENDED
    }

    private Part part = Part.METADATA;
    private long position;
    private long bytesToSkip = MAGIC_BYTES;
    private boolean isLastBlock;
    private @Nullable StreamInfo info;

    /** Why the result is {@link Completeness#UNKNOWN} or {@link Completeness#DAMAGED}; null if it is not known yet. */
    private @Nullable String fault;

    private boolean isDamaged;

    /** The frames before the current one, which are proved, and their samples. */
    private long frames;

    private long samples;

    /** The current frame. */
    private long frameAt;

    private long frameBytesLimit;
    private int blockSize;
    private boolean isVariable;
    private long nextNumber;
    private int crc;

    /** Whether a header came within the frame: its own bytes look like one, or it does not end as it should. */
    private boolean isFollowed;

    private @Nullable FrameHeader header;
    private @Nullable LastFrame lastFrame;

    /** Returns where the frames that are proved end, 0 before the first frame. */
    long provedBytes() {
        return frameAt;
    }

    /** Returns how many more bytes prove that the frames go on; 0 if the recording is not within its frames. */
    long bytesToNextFrame() {
        return part == Part.FRAMES || part == Part.LAST_FRAME
                ? Math.max(0, frameAt + frameBytesLimit - position) + FrameHeader.MAX_BYTES
                : 0;
    }

    boolean isDamaged() {
        return isDamaged;
    }

    @Override
    public void take(ByteBuffer bytes) {
        take(bytes, FrameHeader.MAX_BYTES - 1);
    }

    /** Walks on, up to as many bytes before the end as may belong to a header that has not come completely. */
    private void take(ByteBuffer bytes, int ahead) {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = switch (part) {
                case METADATA -> takeMetadata(bytes);
                case FIRST_FRAME -> takeFirstHeader(bytes, ahead);
                case FRAMES -> takeFrames(bytes, bytes.limit() - ahead);
                case LAST_FRAME, ENDED -> takeRest(bytes);
            };
        }
    }

    private void skip(ByteBuffer bytes, int count) {
        bytes.position(bytes.position() + count);
        position += count;
    }

    private boolean takeMetadata(ByteBuffer bytes) {
        int skipped = (int) Math.min(bytesToSkip, bytes.remaining());
        skip(bytes, skipped);
        bytesToSkip -= skipped;
        if (bytesToSkip > 0) {
            return false;
        }
        if (isLastBlock) {
            part = Part.FIRST_FRAME;
            return true;
        }
        if (bytes.remaining() < (info == null ? FIRST_BLOCK_BYTES : BLOCK_HEADER_BYTES)) {
            return false;
        }
        takeBlockHeader(bytes);
        return true;
    }

    /** A metadata block header (section 8.1): a last-block flag, 7 bits of type, 24 bits of length. */
    private void takeBlockHeader(ByteBuffer bytes) {
        int at = bytes.position();
        int header = bytes.getInt(at);
        int type = header >>> 24 & 0x7F;
        int length = header & 0xFFFFFF;
        isLastBlock = header < 0;
        bytesToSkip = (long) BLOCK_HEADER_BYTES + length;
        if (info == null) {
            StreamInfo first = StreamInfo.parse(bytes.duplicate().position(at + BLOCK_HEADER_BYTES));
            if (type != 0 || length != StreamInfo.BYTES) {
                end("its first metadata block is not STREAMINFO");
            } else if (!first.isValid()) {
                end("its STREAMINFO holds values out of bounds");
            } else {
                info = first;
            }
        } else if (type == FORBIDDEN_TYPE) {
            end("it has a metadata block of a forbidden type");
        }
    }

    private void end(String why) {
        part = Part.ENDED;
        fault = why;
    }

    private void endDamaged(String why) {
        isDamaged = true;
        end(why);
    }

    private FrameHeader header() {
        if (header == null) {
            header = new FrameHeader(stream());
        }
        return header;
    }

    private StreamInfo stream() {
        if (info == null) {
            throw new IllegalStateException("STREAMINFO comes before the frames.");
        }
        return info;
    }

    private boolean takeFirstHeader(ByteBuffer bytes, int ahead) {
        if (bytes.remaining() <= ahead) {
            return false;
        }
        FrameHeader header = header();
        if (header.read(bytes, bytes.position()) && header.isOfStream()) {
            begin(header, position);
            return true;
        }
        frameAt = position;
        if (ahead > 0) {
            endDamaged("its audio does not begin with the first frame");
        }
        return ahead > 0;
    }

    /** Begins a frame; the ones before are proved. */
    private void begin(FrameHeader header, long at) {
        StreamInfo stream = stream();
        frameAt = at;
        frameBytesLimit = stream.frameBytesLimit(header.blockSize());
        blockSize = header.blockSize();
        isVariable = header.isVariable();
        nextNumber = header.nextNumber();
        crc = 0;
        isFollowed = false;
        part = Part.FRAMES;
        long end = samples + blockSize;
        if (stream.isTotalKnown() && end == stream.totalSamples()) {
            part = Part.LAST_FRAME;
            lastFrame = new LastFrame(stream);
        } else if (stream.isTotalKnown() && end > stream.totalSamples()) {
            end("its frame " + frames + " ends at sample " + end + ", but its header announces "
                    + stream.totalSamples());
        }
    }

    /** Walks through frames up to an index; what lies between it and the limit may still be read. */
    private boolean takeFrames(ByteBuffer bytes, int end) {
        FrameHeader header = header();
        int begin = bytes.position();
        long offset = position - begin;
        int at = begin;
        while (at < end && part == Part.FRAMES) {
            at = takeRows(bytes, at, end);
            for (int stop = Math.min(end, at + Crc16.ROW_BYTES); at < stop; at++) {
                byte next = bytes.get(at);
                if (next == (byte) 0xFF && offset + at > frameAt && header.read(bytes, at)) {
                    takeHeader(header, offset + at);
                    if (part != Part.FRAMES) {
                        break;
                    }
                }
                crc = Crc16.extend(crc, next);
            }
        }
        skip(bytes, Math.max(0, at - begin));
        if (part == Part.FRAMES && isFollowed && position - frameAt > frameBytesLimit) {
            endDamaged(notEnded());
        }
        return part != Part.FRAMES;
    }

    /** Walks through rows of bytes in which no header begins; returns the index of the first other. */
    private int takeRows(ByteBuffer bytes, int begin, int end) {
        int rowsCrc = crc;
        int at = begin;
        for (; end - at > Crc16.ROW_BYTES; at += Crc16.ROW_BYTES) {
            long first = bytes.getLong(at);
            long second = bytes.getLong(at + Long.BYTES);
            if (has0xFF(first, second) && FrameHeader.isSyncIn(bytes, at, Crc16.ROW_BYTES)) {
                break;
            }
            rowsCrc = Crc16.extend(rowsCrc, first, second);
        }
        crc = rowsCrc;
        return at;
    }

    /** Tells whether a byte of a row is 0xFF: whether the complement of one is zero. */
    private static boolean has0xFF(long first, long second) {
        return (((~first - 0x0101010101010101L & first) | (~second - 0x0101010101010101L & second))
                        & 0x8080808080808080L)
                != 0;
    }

    /** Takes a header that comes within the current frame or ends it; its bytes may also just look like one. */
    private void takeHeader(FrameHeader found, long at) {
        if (isFollowed && at - frameAt > frameBytesLimit) {
            endDamaged(notEnded());
        } else if (crc != 0) {
            isFollowed |= found.isOfStream();
        } else if (found.isOfStream() && found.isVariable() == isVariable && found.number() == nextNumber) {
            frames++;
            samples += blockSize;
            begin(found, at);
        } else {
            endDamaged("after its frame " + frames + ", at byte " + at + ", another frame follows than the next one");
        }
    }

    private String notEnded() {
        return "its frame " + frames + ", at byte " + frameAt + " and sample " + samples
                + ", does not end with its checksum, although more follows";
    }

    private boolean takeRest(ByteBuffer bytes) {
        if (lastFrame != null) {
            lastFrame.append(bytes);
        }
        skip(bytes, bytes.remaining());
        return false;
    }

    @Override
    public RecordingCheck finish(ByteBuffer rest, long total) {
        try {
            FlacWalk ended = (FlacWalk) clone();
            ended.take(rest.duplicate(), 0);
            return ended.check(total);
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    private RecordingCheck check(long total) {
        if (info == null) {
            return fault == null
                    ? Format.FLAC.withoutFacts(Completeness.TRUNCATED, "it ends within its STREAMINFO", total)
                    : Format.FLAC.withoutFacts(Completeness.UNKNOWN, fault, total);
        }
        if (fault != null) {
            return result(isDamaged ? Completeness.DAMAGED : Completeness.UNKNOWN, fault, total);
        }
        if (part == Part.FRAMES) {
            return checkFrames(stream(), total);
        }
        if (lastFrame != null) {
            return checkLastFrame(lastFrame, total);
        }
        return part == Part.FIRST_FRAME && position == total && !stream().isTotalKnown()
                ? result(Completeness.UNKNOWN, "it has no frame, and its header announces no samples", total)
                : result(Completeness.TRUNCATED, "it ends before its first frame", total);
    }

    private RecordingCheck checkFrames(StreamInfo stream, long total) {
        if (crc != 0) {
            return isFollowed || total - frameAt > frameBytesLimit
                    ? result(Completeness.DAMAGED, notEnded(), total)
                    : result(Completeness.TRUNCATED, "it ends within its frame " + frames, total);
        }
        long end = samples + blockSize;
        // A checksum fits at a cut too, once in 65,536 cuts; so the current frame is not counted.
        return stream.isTotalKnown()
                ? result(
                        Completeness.TRUNCATED,
                        "it ends with its frame " + frames + ", which goes to sample " + end + " of "
                                + stream.totalSamples(),
                        total)
                : result(
                        Completeness.UNKNOWN,
                        "its frames are intact as far as they go, but its header announces no samples",
                        total);
    }

    private RecordingCheck checkLastFrame(LastFrame last, long total) {
        return switch (last.measure()) {
            case CUT -> result(Completeness.TRUNCATED, "it ends within its last frame", total);
            case DAMAGED ->
                result(
                        Completeness.DAMAGED,
                        "its last frame, at byte " + frameAt + " and sample " + samples
                                + ", does not end with its checksum",
                        total);
            case INTACT -> {
                long following = last.following();
                String why = "every frame is intact, and the last one ends at the last sample announced";
                yield following == 0
                        ? result(Completeness.COMPLETE, why, total)
                        : last.appended()
                                .map(name -> result(Completeness.COMPLETE, why + "; " + name + " follows", total))
                                .orElseGet(() -> result(
                                        Completeness.UNKNOWN,
                                        "its frames are intact, but " + following + " B follow that are no part of it",
                                        total));
            }
        };
    }

    private RecordingCheck result(Completeness completeness, String why, long total) {
        StreamInfo stream = stream();
        boolean isBroken = completeness == Completeness.TRUNCATED || completeness == Completeness.DAMAGED;
        long all = isBroken || stream.isTotalKnown() ? stream.totalSamples() : samples + blockSize;
        Intact intact = new Intact(OptionalLong.of(samples), frameAt, OptionalLong.of(frames));
        return new RecordingCheck(
                completeness,
                why,
                Format.FLAC.mediaType(),
                total,
                stream.sampleRateHz() > 0 ? OptionalInt.of(stream.sampleRateHz()) : OptionalInt.empty(),
                OptionalInt.of(stream.channels()),
                OptionalInt.of(stream.bitsPerSample()),
                all > 0 ? OptionalLong.of(all) : OptionalLong.empty(),
                isBroken ? Optional.of(intact) : Optional.empty());
    }
}
