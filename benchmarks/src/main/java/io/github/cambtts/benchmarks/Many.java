package io.github.cambtts.benchmarks;

import io.github.cambtts.AudioStream;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsResults;
import io.github.cambtts.transport.NetworkSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Checks that many concurrent calls all receive their audio: 800 calls of 1 MB from 400 threads over TLS, with default
 * settings.
 *
 * <p>Arguments: optionally a document to write the table into.
 */
public final class Many {

    private static final long RUN = 1;
    private static final int BYTES = 1_000_000;
    private static final int THREADS = 400;
    private static final int CALLS = 800;

    /** So that no transport is measured while the JVM still interprets the decryption. */
    private static final int WARM_UP_CALLS = 100;

    private Many() {}

    /**
     * Runs the calls.
     *
     * @param arguments document
     * @throws Exception if anything other than a call fails
     */
    public static void main(String[] arguments) throws Exception {
        Report report = new Report("benchmarks/run many");
        boolean allComplete = true;
        try (Nginx nginx = Nginx.start()) {
            nginx.add(RUN, BYTES);
            report.header(CALLS + " calls of 1 MB from " + THREADS + " threads, TLS", "whole", "seconds");
            for (String transport : List.of("jdkhttp", "feign")) {
                complete(WARM_UP_CALLS, transport, nginx);
                long start = System.nanoTime();
                int complete = complete(CALLS, transport, nginx);
                allComplete &= complete == CALLS;
                double seconds = (System.nanoTime() - start) / 1e9;
                report.row(transport, complete + " of " + CALLS, String.format(Locale.ROOT, "%.1f", seconds));
            }
        }
        if (arguments.length > 0) {
            report.writeInto(Path.of(arguments[0]), "many");
        }
        System.exit(allComplete ? 0 : 1);
    }

    private static int complete(int number, String transport, Nginx nginx) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        int complete = 0;
        try (TtsResults results = TtsResults.builder()
                .apiKey("benchmark")
                .baseUrl(nginx.baseUrl(Nginx.Protocol.TLS_1))
                .transport(transport)
                .network(NetworkSettings.defaults().withTrustedCertificates(nginx.certificate()))
                .build()) {
            List<Future<Long>> calls = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                calls.add(threads.submit(() -> received(results)));
            }
            for (Future<Long> call : calls) {
                try {
                    complete += call.get() == BYTES ? 1 : 0;
                } catch (ExecutionException e) {
                    System.err.println(transport + ": " + e.getCause());
                }
            }
        } finally {
            threads.shutdown();
        }
        return complete;
    }

    private static long received(TtsResults results) throws IOException {
        try (AudioStream audio = results.open(RunId.of(RUN))) {
            return audio.transferTo(OutputStream.nullOutputStream());
        }
    }
}
