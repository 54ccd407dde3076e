package io.github.cambtts.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the summary of the page about performance, and its chart, from the tables of that page.
 *
 * <p>Arguments: the document, and the file of the chart.
 */
public final class Summary {

    private static final List<String> COLUMNS =
            List.of("feign", "bare Feign", "jdkhttp", "bare JDK", "HttpURLConnection");
    private static final List<String> SAVES = List.of(
            Contenders.FEIGN, Contenders.BARE_FEIGN, Contenders.JDKHTTP, Contenders.BARE_JDK, "bare HttpURLConnection");
    private static final List<String> READS =
            List.of("feign: open", "bare Feign", "jdkhttp: open", "bare JDK", "bare HttpURLConnection");
    private static final List<String> STARTS =
            List.of("feign: save", "bare Feign", "jdkhttp: save", "bare JDK", "none");
    private static final String SIZE = "256 MiB, x curl";
    private static final String SMALL = "64 KiB over TLS";

    private final String page;

    private Summary(String page) {
        this.page = page;
    }

    /**
     * Writes both.
     *
     * @param arguments document, chart
     * @throws IOException if a file or a table is missing
     */
    public static void main(String[] arguments) throws IOException {
        Path document = Path.of(arguments[0]);
        Summary summary = new Summary(Files.readString(document));
        Report report = new Report();
        List<String> header = new ArrayList<>(List.of("Java 17; Java 25"));
        header.addAll(COLUMNS);
        report.header(header.toArray(String[]::new));
        report.row(summary.row("256 MiB over TLS, x curl", "downloads", SIZE, "TLS, HTTP/1.1", SAVES));
        report.row(summary.row("256 MiB over plain HTTP, x curl", "downloads", SIZE, "plain HTTP/1.1", SAVES));
        report.row(summary.row("256 MiB over TLS, CPU s/GiB", "downloads", SIZE, "CPU s/GiB, TLS", SAVES));
        report.row(
                summary.row("256 MiB over TLS, allocated MiB/GiB", "downloads", SIZE, "allocated MiB/GiB, TLS", SAVES));
        report.row(summary.row("64 KiB over TLS, 1 caller, µs p50 / p99", "latencies", SMALL, "1 caller", READS));
        report.row(summary.row("64 KiB over TLS, 16 callers, µs p50 / p99", "latencies", SMALL, "16 callers", READS));
        report.row(summary.row("64 KiB over TLS, 16 callers, calls/s", "latencies", SMALL, "of 16", READS));
        report.row(summary.row("a process that saves 64 KiB, ms", "coldstarts", "a process", "ms", STARTS));
        report.writeInto(document, "summary");

        Chart chart = new Chart();
        for (int version : new int[] {17, 25}) {
            chart.panel(
                    "Saving 256 MiB over TLS on Java " + version + ", times curl's time",
                    COLUMNS,
                    summary.numbers("downloads " + version, SIZE, "TLS, HTTP/1.1", SAVES, 0));
            chart.panel(
                    "64 KiB over TLS, 16 callers, on Java " + version + ", µs: half of the calls, 99 % of them",
                    COLUMNS,
                    summary.numbers("latencies " + version, SMALL, "16 callers", READS, 0),
                    summary.numbers("latencies " + version, SMALL, "16 callers", READS, 1));
        }
        Files.writeString(Path.of(arguments[1]), chart.svg());
    }

    /** Returns the figures on both versions of Java, "17; 25". */
    private String[] row(String title, String section, String table, String column, List<String> arms)
            throws IOException {
        List<String> row = new ArrayList<>(List.of(title));
        for (String arm : arms) {
            row.add(shortened(cell(section + " 17", table, column, arm)) + "; "
                    + shortened(cell(section + " 25", table, column, arm)));
        }
        return row.toArray(String[]::new);
    }

    /** Drops the range of a median, and the last percentile. */
    private static String shortened(String cell) {
        String[] percentiles = cell.split(" / ", -1);
        return percentiles.length == 3 ? percentiles[0] + " / " + percentiles[1] : cell.replaceFirst(" \\(.*", "");
    }

    private double[] numbers(String section, String table, String column, List<String> arms, int which)
            throws IOException {
        double[] numbers = new double[arms.size()];
        for (int i = 0; i < numbers.length; i++) {
            String cell = shortened(cell(section, table, column, arms.get(i)));
            numbers[i] = Double.parseDouble(cell.split(" / ", -1)[which]);
        }
        return numbers;
    }

    /** Returns a cell of a table, whose first header begins with a text; "–" if there is no such row. */
    private String cell(String section, String table, String column, String arm) throws IOException {
        int from = page.indexOf("<!-- " + section + " -->");
        int to = page.indexOf("<!-- /" + section + " -->");
        if (from < 0 || to < from) {
            throw new IOException("no section " + section);
        }
        List<String> header = List.of();
        for (String line : page.substring(from, to).lines().toList()) {
            List<String> cells =
                    Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            if (cells.size() < 3) {
                header = List.of();
            } else if (header.isEmpty()) {
                header = cells;
            } else if (header.get(1).startsWith(table) && cells.get(1).startsWith(arm)) {
                int index = header.indexOf(column);
                if (index < 0) {
                    throw new IOException("no column " + column + " in " + Arrays.toString(header.toArray()));
                }
                return cells.get(index);
            }
        }
        return "–";
    }
}
