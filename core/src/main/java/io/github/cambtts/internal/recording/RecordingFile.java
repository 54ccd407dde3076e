package io.github.cambtts.internal.recording;

import io.github.cambtts.ProgressListener;
import io.github.cambtts.ProgressListener.Phase;
import io.github.cambtts.RecordingCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A file whose recording is walked through from its beginning to its end. */
public final class RecordingFile {

    private static final int BUFFER_BYTES = 128 * 1024;

    /** Some files, such as those of /proc, tell no size. */
    private static final int MIN_BUFFER_BYTES = 8 * 1024;

    private RecordingFile() {}

    public static RecordingCheck check(Path file, ProgressListener progress) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "it is not a regular file");
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            RecordingWalk walk = new RecordingWalk();
            OptionalLong total = OptionalLong.of(channel.size());
            ByteBuffer buffer =
                    ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(MIN_BUFFER_BYTES, channel.size() + 1)));
            while (channel.read(buffer) >= 0) {
                walk.update(buffer.flip());
                buffer.clear();
                progress.onProgress(Phase.VERIFYING, channel.position(), total);
            }
            return walk.finish();
        }
    }
}
