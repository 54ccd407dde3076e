package com.example.readme;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** What one writes without this library: a time limit, a check of the status, a temporary file, and a move. */
final class PlainDownload {

    private PlainDownload() {}

    static void save(URI url, String apiKey, Path file, Duration limit) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(limit).build();
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("x-api-key", apiKey)
                .timeout(limit)
                .build();
        Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "speech", ".part");
        try {
            HttpResponse<Path> response = client.send(request, BodyHandlers.ofFile(part));
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
