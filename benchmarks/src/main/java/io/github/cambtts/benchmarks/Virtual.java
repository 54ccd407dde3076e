package io.github.cambtts.benchmarks;

import io.github.cambtts.RunId;
import io.github.cambtts.TtsResults;
import io.github.cambtts.transport.NetworkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Whether a save pins the virtual thread that makes it: 10,000 saves of 16 KiB over TLS, each on a virtual thread of its own,
 * at most 100 at once. Before them come 200 saves that are not counted: a thread that loads or initializes a class while it
 * blocks is pinned, whatever the code. Needs Java 21 or later.
 *
 * <p>Arguments: optionally a document to write the table into.
 */
public final class Virtual {

    private static final long RUN = 1;
    private static final int BYTES = 16 * 1024;
    private static final int SAVES = 10_000;
    private static final int SAVES_BEFORE = 200;
    private static final int AT_ONCE = 100;
    private static final String PINNED = "jdk.VirtualThreadPinned";

    private Virtual() {}

    /**
     * Runs it.
     *
     * @param arguments document
     * @throws Exception if anything fails but a save
     */
    public static void main(String[] arguments) throws Exception {
        if (Runtime.version().feature() < 21) {
            throw new IllegalStateException("Virtual threads need Java 21 or later: set JAVA to such a java.");
        }
        Report report = new Report("benchmarks/run virtual");
        boolean allWell = true;
        try (Nginx nginx = Nginx.start()) {
            nginx.add(RUN, BYTES);
            report.header(
                    "10,000 saves of 16 KiB, each on a virtual thread, " + AT_ONCE + " at once, TLS",
                    "whole",
                    "seconds",
                    "times a thread was pinned");
            for (String transport : List.of("jdkhttp", "feign")) {
                allWell &= run(transport, nginx, report);
            }
        }
        if (arguments.length > 0) {
            report.writeInto(Path.of(arguments[0]), "virtual");
        }
        System.exit(allWell ? 0 : 1);
    }

    /** Returns whether all are whole and none was pinned. */
    private static boolean run(String transport, Nginx nginx, Report report) throws Exception {
        Path recorded = nginx.scratch().resolve(transport + ".jfr");
        int whole;
        double seconds;
        try (Recording recording = new Recording();
                TtsResults results = TtsResults.builder()
                        .apiKey("benchmark")
                        .baseUrl(nginx.baseUrl(Nginx.Protocol.TLS_1))
                        .transport(transport)
                        .network(NetworkSettings.defaults().withTrustedCertificates(nginx.certificate()))
                        .build()) {
            recording.enable(PINNED).withThreshold(Duration.ZERO).withStackTrace();
            whole(results, nginx.scratch(), SAVES_BEFORE);
            recording.start();
            long start = System.nanoTime();
            whole = whole(results, nginx.scratch(), SAVES);
            seconds = (System.nanoTime() - start) / 1e9;
            recording.stop();
            recording.dump(recorded);
        }
        List<RecordedEvent> pinned = RecordingFile.readAllEvents(recorded).stream()
                .filter(event -> event.getEventType().getName().equals(PINNED))
                .toList();
        pinned.stream()
                .collect(Collectors.groupingBy(Virtual::place, Collectors.counting()))
                .forEach((place, times) -> System.err.println(transport + " pinned " + times + " times in " + place));
        report.row(
                transport,
                whole + " of " + SAVES,
                String.format(Locale.ROOT, "%.1f", seconds),
                Integer.toString(pinned.size()));
        return whole == SAVES && pinned.isEmpty();
    }

    private static String place(RecordedEvent event) {
        RecordedMethod method = event.getStackTrace().getFrames().get(0).getMethod();
        return method.getType().getName() + "." + method.getName();
    }

    private static int whole(TtsResults results, Path directory, int number) throws Exception {
        ExecutorService threads = newVirtualThreadPerTaskExecutor();
        Semaphore atOnce = new Semaphore(AT_ONCE);
        int whole = 0;
        try {
            List<Future<Long>> saves = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                Path file = directory.resolve(i + ".wav");
                saves.add(threads.submit(() -> saved(results, file, atOnce)));
            }
            for (Future<Long> save : saves) {
                try {
                    whole += save.get() == BYTES ? 1 : 0;
                } catch (ExecutionException e) {
                    System.err.println(e.getCause());
                }
            }
        } finally {
            threads.shutdown();
        }
        return whole;
    }

    private static long saved(TtsResults results, Path file, Semaphore atOnce)
            throws IOException, InterruptedException {
        atOnce.acquire();
        try {
            long bytes = results.save(RunId.of(RUN), file).bytes();
            Files.delete(file);
            return bytes;
        } finally {
            atOnce.release();
        }
    }

    /** Of Java 21; this is compiled for 17. */
    private static ExecutorService newVirtualThreadPerTaskExecutor() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
}
