package io.github.cambtts.benchmarks;

import io.github.cambtts.AudioStream;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsResults;
import io.github.cambtts.transport.NetworkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Checks that memory does not grow while a reader pauses: a JVM with a small heap reads 3 GiB and pauses eight times.
 *
 * <p>Arguments: optionally the number of rounds, and a document to write the table into.
 */
public final class Pauses {

    private static final long RUN = 1;
    private static final long BYTES = 3L << 30;
    private static final int PAUSES = 8;
    private static final long PAUSE_MILLIS = 700;
    private static final String HEAP = "-Xmx48m";

    private Pauses() {}

    /** The JVM with the small heap. Arguments: transport, base URL, PEM file. */
    static final class Reader {

        public static void main(String[] arguments) throws Exception {
            try (TtsResults results = TtsResults.builder()
                    .apiKey("benchmark")
                    .baseUrl(arguments[1])
                    .transport(arguments[0])
                    .network(NetworkSettings.defaults().withTrustedCertificates(Path.of(arguments[2])))
                    .build()) {
                System.out.println(read(results));
            }
        }

        /** Returns the maximum number of bytes in use after a pause. */
        private static long read(TtsResults results) throws IOException, InterruptedException {
            byte[] buffer = new byte[64 * 1024];
            long received = 0;
            long maxUsedBytes = 0;
            int pauses = 0;
            try (AudioStream audio = results.open(RunId.of(RUN))) {
                for (int read = audio.read(buffer); read >= 0; read = audio.read(buffer)) {
                    received += read;
                    if (received > BYTES / (PAUSES + 1) * (pauses + 1) && pauses < PAUSES) {
                        pauses++;
                        Thread.sleep(PAUSE_MILLIS);
                        System.gc();
                        Runtime runtime = Runtime.getRuntime();
                        maxUsedBytes = Math.max(maxUsedBytes, runtime.totalMemory() - runtime.freeMemory());
                    }
                }
            }
            if (received != BYTES) {
                throw new IOException("received " + received + " bytes instead of " + BYTES);
            }
            return maxUsedBytes;
        }
    }

    /**
     * Runs the readers.
     *
     * @param arguments rounds, document
     * @throws Exception if anything other than a reader fails
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        Report report = new Report("benchmarks/run pauses " + rounds);
        try (Nginx nginx = Nginx.start()) {
            nginx.addSilence(RUN, BYTES);
            report.header("3 GiB with " + HEAP + " and " + PAUSES + " pauses", "whole", "most MiB in use");
            for (String transport : List.of("jdkhttp", "feign")) {
                for (Nginx.Protocol protocol :
                        List.of(Nginx.Protocol.PLAIN, Nginx.Protocol.CHUNKED, Nginx.Protocol.TLS_1)) {
                    int complete = 0;
                    long max = 0;
                    for (int round = 0; round < rounds; round++) {
                        String printed = child(transport, nginx.baseUrl(protocol), nginx.certificate());
                        complete += printed.isEmpty() ? 0 : 1;
                        max = Math.max(max, printed.isEmpty() ? 0 : Long.parseLong(printed));
                    }
                    report.row(
                            transport + ", " + protocol.title(),
                            complete + " of " + rounds,
                            String.format(Locale.ROOT, "%.1f", max / 1048576.0));
                }
            }
        }
        if (arguments.length > 1) {
            report.writeInto(Path.of(arguments[1]), "pauses");
        }
    }

    /** Returns the output of the reader, which is empty if it fails. */
    private static String child(String transport, String baseUrl, Path certificate)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName(),
                        transport,
                        baseUrl,
                        certificate.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return printed.strip();
    }
}
