package io.github.cambtts.recording;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

public record Recording(
        Format format,
        Verdict verdict,
        String reason,
        OptionalInt sampleRateHz,
        OptionalInt channels,
        Optional<Duration> duration) {
    public static Recording examine(SeekableByteChannel file) throws IOException {
        java.nio.ByteBuffer b = java.nio.ByteBuffer.allocate(12);
        file.position(0);
        while (b.hasRemaining() && file.read(b) >= 0) {}
        return new Recording(
                Format.ofFirstBytes(b.flip()).orElseThrow(),
                Verdict.UNKNOWN,
                "",
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }
}
