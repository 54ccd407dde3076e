package io.github.cambtts.cli;

import io.github.cambtts.ApiKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the API key from a file or the environment; never from an argument, which every process can see. */
final class KeySource {

    private static final int MAX_BYTES = 8192;

    private KeySource() {}

    /**
     * Reads the key.
     *
     * @param file takes precedence over the environment; a line end after the key is ignored
     * @throws IllegalArgumentException if there is no key, or it is malformed
     */
    static ApiKey read(Environment environment, @Nullable Path file) {
        if (file != null) {
            return ApiKey.of(contentOf(environment.directory().resolve(file)));
        }
        return ApiKey.of(environment
                .variable(Environment.KEY_VARIABLE)
                .orElseThrow(() -> new IllegalArgumentException("There is no API key. Set " + Environment.KEY_VARIABLE
                        + ", or give --api-key-file, with the key from the API section of the studio.")));
    }

    private static String contentOf(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        file + " is too long for an API key. Give a file that holds only the key.");
            }
            return new String(content, StandardCharsets.UTF_8)
                    .replaceFirst("^\ufeff", "")
                    .replaceFirst("\\r?\\n\\z", "");
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("There is no " + file + ". Give --api-key-file a file with the key.", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }
}
