package io.github.cambtts.benchmarks;

import io.github.cambtts.benchmarks.Nginx.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Records where a large download spends its time, with the JVM's flight recorder: this library, and the bare client
 * of the same stack.
 *
 * <p>Arguments: MiB, and optionally a document to write the table into.
 */
public final class Profile {

    private static final long RUN = 1;
    private static final int DOWNLOADS = 5;
    private static final int FRAMES = 6;
    private static final List<String> ARMS = List.of(
            "bare Feign: Response + transferTo", "feign: save", "bare JDK: BodyHandlers.ofFile", "jdkhttp: save");

    /** The counted events: each is a system call, or a thread that waits for another. */
    private static final List<String> COUNTED =
            List.of("jdk.SocketRead", "jdk.FileWrite", "jdk.ThreadPark", "jdk.JavaMonitorWait");

    private Profile() {}

    /**
     * Records the profiles.
     *
     * @param arguments MiB, document
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        int mebibytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 256;
        Report report = new Report("benchmarks/run profile " + mebibytes);
        try (Nginx nginx = Nginx.start()) {
            nginx.add(RUN, (long) mebibytes << 20);
            for (Protocol protocol : List.of(Protocol.PLAIN, Protocol.TLS_2)) {
                try (Contenders contenders = new Contenders(nginx, protocol)) {
                    Map<String, Sample.Work> arms = contenders.downloads(RUN);
                    report.header(
                            protocol.title() + ", per GiB",
                            "socket reads",
                            "file writes",
                            "threads parked",
                            "waits on monitors",
                            "where Java code runs");
                    for (String arm : ARMS) {
                        report.row(profile(arm, arms.get(arm), mebibytes * DOWNLOADS / 1024.0));
                    }
                }
            }
        }
        if (arguments.length > 1) {
            report.writeInto(Path.of(arguments[1]), "profile");
        }
        System.exit(0);
    }

    private static String[] profile(String name, Sample.Work download, double gibibytes) throws Exception {
        download.run();
        Path file = Files.createTempFile("profile-", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(1));
            COUNTED.forEach(event ->
                    recording.enable(event).withThreshold(Duration.ZERO).withoutStackTrace());
            recording.start();
            for (int i = 0; i < DOWNLOADS; i++) {
                download.run();
            }
            recording.stop();
            recording.dump(file);
            return row(name, file, gibibytes);
        } finally {
            Files.delete(file);
        }
    }

    private static String[] row(String name, Path recording, double gibibytes) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Integer> frames = new HashMap<>();
        int samples = 0;
        for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
            counts.merge(event.getEventType().getName(), 1, Integer::sum);
            if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                samples++;
                frames.merge(name(event.getStackTrace().getFrames().get(0)), 1, Integer::sum);
            }
        }
        double all = samples;
        String top = frames.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(FRAMES)
                .map(frame -> String.format(Locale.ROOT, "%s %.0f %%", frame.getKey(), 100 * frame.getValue() / all))
                .collect(Collectors.joining(", "));
        String[] row = new String[COUNTED.size() + 2];
        row[0] = name;
        for (int i = 0; i < COUNTED.size(); i++) {
            row[i + 1] = String.format(Locale.ROOT, "%,.0f", counts.getOrDefault(COUNTED.get(i), 0) / gibibytes);
        }
        row[row.length - 1] = top;
        return row;
    }

    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return "`" + type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName() + "`";
    }
}
