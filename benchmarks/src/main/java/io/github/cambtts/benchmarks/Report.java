package io.github.cambtts.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** Writes Markdown to standard output and, on request, into a section of a document. */
final class Report {

    private static final String OPTIONS = "JAVA_OPTIONS";

    private final StringBuilder text = new StringBuilder();

    /** A report that no command measured. */
    Report() {}

    Report(String command) {
        line("Measured " + LocalDate.now(ZoneOffset.UTC) + " by `"
                + (options().isEmpty() ? "" : OPTIONS + "=\"" + options() + "\" ")
                + command + "` on Java "
                + Runtime.version().feature() + ", " + Runtime.getRuntime().availableProcessors()
                + " cores; load average before it: " + load() + ".");
    }

    private static String load() {
        return String.format(
                Locale.ROOT,
                "%.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String options() {
        return System.getenv().getOrDefault(OPTIONS, "");
    }

    void line(String line) {
        System.out.println(line);
        text.append(line).append('\n');
    }

    void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    /** Writes the header of a new table. */
    void header(String... cells) {
        line("");
        row(cells);
        line("| --- ".repeat(cells.length) + "|");
    }

    /** Writes the text between {@code <!-- section -->} and {@code <!-- /section -->} of a document. */
    void writeInto(Path document, String section) throws IOException {
        String whole = Files.readString(document);
        String begin = "<!-- " + section + " -->\n";
        String end = "<!-- /" + section + " -->";
        int from = whole.indexOf(begin);
        int to = whole.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(document + " has no section " + section);
        }
        Files.writeString(document, whole.substring(0, from + begin.length()) + text + whole.substring(to));
    }
}
