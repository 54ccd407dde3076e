package io.github.cambtts.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Writes Markdown to standard output and, on request, into a section of a document. */
final class Report {

    private static final String OPTIONS = "JAVA_OPTIONS";

    private final StringBuilder text = new StringBuilder();

    Report(String command) {
        line("Measured " + LocalDate.now(ZoneOffset.UTC) + " by `"
                + (hasDefaultOptions() ? "" : OPTIONS + "=\"" + options() + "\" ")
                + command + "` on Java "
                + Runtime.version().feature() + ", " + Runtime.getRuntime().availableProcessors() + " cores.");
    }

    /** Returns whether the JVM runs without extra options. */
    static boolean hasDefaultOptions() {
        return options().isEmpty();
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
