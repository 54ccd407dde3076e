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
 *
 * <p>Where no frame ends, a frame found later shows whether the recording is damaged there or only cut: the
 * {@code rival}, which begins with any valid header and ends with its checksum as above.
 */
final class FlacWalk implements Walk, Cloneable {

    private static final int MAGIC_BYTES = 4;
    private static final int BLOCK_HEADER_BYTES = 4;
    private static final int STREAMINFO_AT = MAGIC_BYTES + BLOCK_HEADER_BYTES;
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
    private @Nullable StreamInfo info;
    private boolean isLastBlock;
    /** How much of the current metadata block has not come yet. */
    private long blockBytes;

    private long position;

    /** Why the result is {@link Completeness#UNKNOWN} or, if it is damaged, {@link Completeness#DAMAGED}. */
    private @Nullable String fault;

    private boolean isDamaged;

    /** The frames before the current one, which are proved, and their samples. */
    private long frames;

    private long samples;
    private long frameAt;
    private int blockSize;
    private long frameBytesLimit;
    private boolean isVariable;
    private long nextNumber;
    private int crc;

    private boolean hasRival;
    private boolean isRivalProved;
    private long rivalAt;
    private long rivalBytesLimit;
    private boolean isRivalVariable;
    private long rivalNextNumber;
    private int rivalCrc;

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

    private boolean takeMetadata(ByteBuffer bytes) {
        int skipped = (int) Math.min(blockBytes, bytes.remaining());
        skip(bytes, skipped);
        blockBytes -= skipped;
        if (blockBytes > 0) {
            return false;
        }
        if (isLastBlock) {
            part = Part.FIRST_FRAME;
            return true;
        }
        int needed = info == null ? STREAMINFO_AT + StreamInfo.BYTES : BLOCK_HEADER_BYTES;
        if (bytes.remaining() < needed) {
            return false;
        }
        int at = bytes.position();
        if (info == null) {
            StreamInfo first = StreamInfo.parse(bytes.duplicate().position(at + STREAMINFO_AT));
            info = first;
            takeBlockHeader(bytes.getInt(at + MAGIC_BYTES), first);
            blockBytes = 0;
        } else {
            takeBlockHeader(bytes.getInt(at), info);
        }
        skip(bytes, needed);
        return true;
    }

    /** A metadata block header (section 8.1): a last-block flag, 7 bits of type, 24 bits of length. */
    private void takeBlockHeader(int header, StreamInfo first) {
        int type = header >>> 24 & 0x7F;
        boolean isFirst = position == 0;
        blockBytes = header & 0xFFFFFF;
        isLastBlock = header < 0;
        if (isFirst && (type != 0 || blockBytes != StreamInfo.BYTES)) {
            info = null;
            end("its first metadata block is not STREAMINFO");
        } else if (isFirst && !first.isValid()) {
            info = null;
            end("its STREAMINFO holds values out of bounds");
        } else if (type == FORBIDDEN_TYPE) {
            end("it has a metadata block of a forbidden type");
        }
    }

    private void end(String why) {
        part = Part.ENDED;
        fault = why;
    }

    private void skip(ByteBuffer bytes, int count) {
        bytes.position(bytes.position() + count);
        position += count;
    }

    private boolean takeFirstHeader(ByteBuffer bytes, int ahead) {
        if (bytes.remaining() <= ahead || !bytes.hasRemaining()) {
            return false;
        }
        StreamInfo stream = stream();
        FrameHeader header = new FrameHeader(stream);
        boolean isFirst = header.read(bytes, bytes.position()) && (header.number() == 0 || !stream.isTotalKnown());
        if (isFirst) {
            begin(header, position);
        } else if (ahead > 0) {
            frameAt = position;
            damaged("its audio does not begin with the first frame");
        } else {
            return false;
        }
        return true;
    }

    private StreamInfo stream() {
        if (info == null) {
            throw new IllegalStateException("STREAMINFO comes before the frames.");
        }
        return info;
    }

    private void damaged(String why) {
        isDamaged = true;
        end(why);
    }

    /** Begins a frame; the one before is proved. */
    private void begin(FrameHeader header, long at) {
        StreamInfo stream = stream();
        if (part == Part.FRAMES) {
            frames++;
            samples += blockSize;
        }
        part = Part.FRAMES;
        frameAt = at;
        blockSize = header.blockSize();
        frameBytesLimit = stream.frameBytesLimit(blockSize);
        isVariable = header.isVariable();
        nextNumber = header.nextNumber();
        crc = 0;
        hasRival = false;
        isRivalProved = false;
        if (stream.isTotalKnown() && samples + blockSize >= stream.totalSamples()) {
            if (samples + blockSize == stream.totalSamples()) {
                part = Part.LAST_FRAME;
                lastFrame = new LastFrame(stream, frameBytesLimit);
            } else {
                end("its frame " + frames + " ends at sample " + (samples + blockSize) + ", but its header announces "
                        + stream.totalSamples());
            }
        }
    }

    /** Walks through frames up to an index; what lies between it and the limit may still be read. */
    private boolean takeFrames(ByteBuffer bytes, int end) {
        FrameHeader header = new FrameHeader(stream());
        int begin = bytes.position();
        long offset = position - begin;
        int at = begin;
        while (at < end && part == Part.FRAMES) {
            at = hasRival ? at : takeRows(bytes, at, end);
            for (int stop = Math.min(end, at + Crc16.ROW_BYTES); at < stop; at++) {
                byte next = bytes.get(at);
                if (next == (byte) 0xFF && offset + at > frameAt && header.read(bytes, at)) {
                    takeHeader(header, offset + at);
                    if (part != Part.FRAMES) {
                        break;
                    }
                }
                crc = Crc16.extend(crc, next);
                rivalCrc = Crc16.extend(rivalCrc, next);
            }
        }
        skip(bytes, Math.max(0, at - begin));
        if (part == Part.FRAMES && isRivalProved && position - frameAt > frameBytesLimit) {
            damaged(notEnded());
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

    private String notEnded() {
        return "its frame " + frames + ", at byte " + frameAt + " and sample " + samples
                + ", does not end with its checksum, although more follows";
    }

    /** Tells whether a byte of a row is 0xFF: whether the complement of one is zero. */
    private static boolean has0xFF(long first, long second) {
        return (((~first - 0x0101010101010101L & first) | (~second - 0x0101010101010101L & second))
                        & 0x8080808080808080L)
                != 0;
    }

    /** Takes a valid header within the current frame: that of the next frame, of a rival, or bytes that look like one. */
    private void takeHeader(FrameHeader header, long at) {
        boolean isTooLate = isRivalProved && at - frameAt > frameBytesLimit;
        if (crc == 0 && !isTooLate) {
            if (header.isVariable() == isVariable && header.number() == nextNumber) {
                begin(header, at);
            } else {
                damaged("after its frame " + frames + ", at byte " + at + ", other frames follow than the next one");
            }
        } else if (hasRival
                && rivalCrc == 0
                && header.isVariable() == isRivalVariable
                && header.number() == rivalNextNumber) {
            isRivalProved = true;
            hasRival = false;
        } else if (!isRivalProved && (!hasRival || at - rivalAt > rivalBytesLimit)) {
            hasRival = true;
            rivalAt = at;
            rivalBytesLimit = stream().frameBytesLimit(header.blockSize());
            isRivalVariable = header.isVariable();
            rivalNextNumber = header.nextNumber();
            rivalCrc = 0;
        }
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
            boolean isFollowed = isRivalProved || (hasRival && rivalCrc == 0) || total - frameAt > frameBytesLimit;
            return isFollowed
                    ? result(Completeness.DAMAGED, notEnded(), total)
                    : result(Completeness.TRUNCATED, "it ends within its frame " + frames, total);
        }
        frames++;
        samples += blockSize;
        frameAt = total;
        // Without a total, a cut between two frames looks just like the end.
        return stream.isTotalKnown()
                ? result(
                        Completeness.TRUNCATED,
                        "its last frame ends at sample " + samples + " of " + stream.totalSamples(),
                        total)
                : result(Completeness.UNKNOWN, "its frames are intact, but its header announces no samples", total);
    }

    private RecordingCheck checkLastFrame(LastFrame last, long total) {
        long end = last.end();
        long following = total - frameAt - end;
        if (end < 0) {
            return total - frameAt > frameBytesLimit
                    ? result(Completeness.DAMAGED, notEnded(), total)
                    : result(Completeness.TRUNCATED, "it ends within its last frame", total);
        }
        if (following > 0 && !last.isFollowedByTag(following)) {
            String why =
                    "its frames are intact, but what follows them (" + following + " B) is neither a frame nor a tag";
            return result(Completeness.UNKNOWN, why, total);
        }
        String why = "every frame is intact, and the last one ends at the last sample announced";
        return result(Completeness.COMPLETE, following > 0 ? why + "; a tag follows" : why, total);
    }

    private RecordingCheck result(Completeness completeness, String why, long total) {
        StreamInfo stream = stream();
        boolean isBroken = completeness == Completeness.TRUNCATED || completeness == Completeness.DAMAGED;
        long all = isBroken || stream.isTotalKnown() ? stream.totalSamples() : samples;
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
