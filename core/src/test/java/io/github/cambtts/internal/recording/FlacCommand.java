package io.github.cambtts.internal.recording;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The {@code flac} program: encodes generated sound, and tests files by decoding them. */
final class FlacCommand {

    private final Path directory;

    FlacCommand(Path directory) {
        this.directory = directory;
    }

    static boolean isInstalled() {
        try {
            return run(null, List.of("flac", "--version")) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * What to encode and how.
     *
     * @param isPiped whether both ends are pipes, so that the file does not state its length
     * @param options such as {@code -8}
     */
    record Sound(int rate, int bits, int channels, int samples, boolean isPiped, List<String> options) {

        /** A tone with some noise. */
        byte[] pcm() {
            Random noise = new Random(samples);
            int bytesPerSample = bits / Byte.SIZE;
            byte[] pcm = new byte[samples * channels * bytesPerSample];
            for (int i = 0; i < samples * channels; i++) {
                int time = i / channels;
                double tone = Math.sin(2 * Math.PI * 440 * time / rate) + noise.nextGaussian() / 50;
                int sample = (int) (tone * (1 << (bits - 2)) * 0.8);
                for (int j = 0; j < bytesPerSample; j++) {
                    pcm[i * bytesPerSample + j] = (byte) (sample >> (j * Byte.SIZE));
                }
            }
            return pcm;
        }
    }

    byte[] encode(Sound sound) throws IOException {
        Path file = directory.resolve("encoded.flac");
        List<String> command = new ArrayList<>(List.of("flac", "--silent", "--force", "--force-raw-format"));
        command.addAll(List.of("--endian=little", "--sign=signed", "--lax", "--channels=" + sound.channels()));
        command.addAll(List.of("--bps=" + sound.bits(), "--sample-rate=" + sound.rate()));
        command.addAll(sound.options());
        if (sound.isPiped()) {
            command.addAll(List.of("--stdout", "-"));
            runPiped(sound.pcm(), command, file);
        } else {
            Path raw = Files.write(directory.resolve("sound.raw"), sound.pcm());
            command.addAll(List.of("--output-name=" + file, raw.toString()));
            run(null, command);
        }
        return Files.readAllBytes(file);
    }

    /** Tells whether {@code flac --test} accepts a file. */
    boolean accepts(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("tested.flac"), bytes);
        return run(null, List.of("flac", "--silent", "--test", file.toString())) == 0;
    }

    private static void runPiped(byte[] input, List<String> command, Path output) throws IOException {
        // Through cat, because flac patches the header of any file that it can seek in.
        int status = run(input, List.of("sh", "-c", String.join(" ", command) + " | cat > '" + output + "'"));
        if (status != 0) {
            throw new IOException("flac failed: " + command);
        }
    }

    private static int run(byte[] input, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream stdin = process.getOutputStream()) {
            if (input != null) {
                stdin.write(input);
            }
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
