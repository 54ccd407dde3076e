package io.github.cambtts.internal.recording;

import java.io.IOException;

/**
 * The subframes of a frame (RFC 9639, section 9.2), parsed to find where the frame ends; no sample is decoded.
 *
 * <p>The checksum alone does not prove that: it is still correct if zeros follow the frame, and also if zeros at the
 * end of the checksum are cut off, which one frame in 256 has.
 */
final class Subframes {

    private static final int CONSTANT = 0;
    private static final int VERBATIM = 1;
    private static final int FIXED = 8;
    private static final int MAX_FIXED_ORDER = 4;
    private static final int LINEAR = 32;

    private static final int LEFT_SIDE = 8;
    private static final int SIDE_RIGHT = 9;
    private static final int MID_SIDE = 10;

    private final FrameHeader header;
    private final StreamInfo info;
    private final BitReader bits;

    private Subframes(FrameHeader header, StreamInfo info, BitReader bits) {
        this.header = header;
        this.info = info;
        this.bits = bits;
    }

    /** Tells whether bytes hold exactly the subframes that a header requires. */
    static boolean fill(BitReader bytes, FrameHeader header, StreamInfo info) throws IOException {
        Subframes subframes = new Subframes(header, info, bytes);
        for (int channel = 0; channel < info.channels(); channel++) {
            if (!subframes.skipSubframe(channel)) {
                return false;
            }
        }
        return bytes.isInLastByte();
    }

    private boolean isSide(int channel) {
        return switch (header.channelCode()) {
            case LEFT_SIDE, MID_SIDE -> channel == 1;
            case SIDE_RIGHT -> channel == 0;
            default -> false;
        };
    }

    /** Skips a subframe; false if it is not valid. */
    private boolean skipSubframe(int channel) throws IOException {
        int type = bits.read(7);
        long wastedBits = bits.read(1) == 0 ? 0 : bits.readUnary();
        long sampleBits = info.bitsPerSample() + (isSide(channel) ? 1 : 0) - wastedBits;
        if (sampleBits <= 0) {
            return false;
        }
        if (type == CONSTANT || type == VERBATIM) {
            bits.skip(type == CONSTANT ? sampleBits : sampleBits * header.blockSize());
            return !bits.isPastEnd();
        }
        if (type >= FIXED && type <= FIXED + MAX_FIXED_ORDER) {
            int order = type - FIXED;
            bits.skip(sampleBits * order);
            return skipResidual(order);
        }
        return type >= LINEAR && type < 2 * LINEAR && skipLinear(type - LINEAR + 1, sampleBits);
    }

    /** Section 9.2.6: warm-up samples, precision, shift, coefficients. */
    private boolean skipLinear(int order, long sampleBits) throws IOException {
        bits.skip(sampleBits * order);
        int precision = bits.read(4) + 1;
        bits.skip(5 + (long) precision * order);
        return precision < 16 && skipResidual(order);
    }

    /**
     * Section 9.2.7: partitions of equal size, the first of them without the samples that the predictor warms up with.
     */
    private boolean skipResidual(int predictorOrder) throws IOException {
        int method = bits.read(2);
        int partitionOrder = bits.read(4);
        int samples = header.blockSize() >> partitionOrder;
        boolean isKnown = method <= 1 && samples << partitionOrder == header.blockSize() && samples >= predictorOrder;
        for (int i = 0; isKnown && i < 1 << partitionOrder && !bits.isPastEnd(); i++) {
            skipPartition(method + 4, i == 0 ? samples - predictorOrder : samples);
        }
        return isKnown && !bits.isPastEnd();
    }

    private void skipPartition(int parameterBits, int samples) throws IOException {
        int parameter = bits.read(parameterBits);
        boolean isEscaped = parameter == (1 << parameterBits) - 1;
        if (isEscaped) {
            bits.skip((long) bits.read(5) * samples);
            return;
        }
        for (int i = 0; i < samples && !bits.isPastEnd(); i++) {
            bits.readUnary();
            bits.skip(parameter);
        }
    }
}
