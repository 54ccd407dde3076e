package io.github.cambtts.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;

/** Variants of {@link ScriptedService#FLAC}, which has three frames of up to 4096 samples. */
final class Recordings {

    /** Where the second frame begins. */
    static final int FRAME_1 = 6489;

    /** Where the third and last frame begins. */
    static final int FRAME_2 = 12_887;

    private static final int TOTAL_SAMPLES_AT = 21;
    private static final int TOTAL_SAMPLES_END = 26;

    private Recordings() {}

    /** Returns the recording without its last byte. */
    static byte[] cut() {
        return Arrays.copyOf(ScriptedService.FLAC, ScriptedService.FLAC.length - 1);
    }

    /** Returns the recording with a bit of its second frame turned over. */
    static byte[] damaged() {
        byte[] flac = ScriptedService.FLAC.clone();
        flac[FRAME_2 - 100] ^= 1;
        return flac;
    }

    /** Returns the recording with a header that announces no number of samples, so that nothing proves it whole. */
    static byte[] unproved() {
        byte[] flac = ScriptedService.FLAC.clone();
        flac[TOTAL_SAMPLES_AT] &= (byte) 0xF0;
        Arrays.fill(flac, TOTAL_SAMPLES_AT + 1, TOTAL_SAMPLES_END, (byte) 0);
        return flac;
    }

    /** Writes a file that takes minutes to read, and hardly any space where the file system has sparse files. */
    static void writeLarge(Path file) throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.write(ScriptedService.FLAC);
            large.setLength(1L << 40);
        }
    }
}
