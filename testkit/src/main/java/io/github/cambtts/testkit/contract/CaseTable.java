package io.github.cambtts.testkit.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** How the cases of one suite ended, by subject, and which deviations occurred. Thread-safe. */
final class CaseTable {

    /** Begins the reason of a case that is skipped because of a declared deviation. */
    static final String DEVIATES = "deviates, ";

    private String stack = "";
    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<String, Integer> skips = new TreeMap<>();
    private Map<Deviation, String> reasons = Map.of();
    private String withoutReason = "";
    private final Map<Deviation, Set<String>> deviating = new EnumMap<>(Deviation.class);
    private final Set<Deviation> conforming = EnumSet.noneOf(Deviation.class);

    private static final class Row {
        private int passed;
        private int failed;
        private int skipped;
        private long nanos;
    }

    synchronized void took(String subject, long nanos) {
        row(subject).nanos += nanos;
    }

    private Row row(String subject) {
        return rows.computeIfAbsent(subject, name -> new Row());
    }

    synchronized void add(String subject, Optional<Throwable> thrown) {
        Row row = row(subject);
        if (thrown.isEmpty()) {
            row.passed++;
        } else if (thrown.get() instanceof TestAbortedException) {
            row.skipped++;
            skips.merge(String.valueOf(thrown.get().getMessage()), 1, Integer::sum);
        } else {
            row.failed++;
        }
    }

    /** Takes the name of the HTTP stack. */
    synchronized void of(String stackName) {
        stack = stackName;
    }

    /** Returns all in one line, to be pasted. */
    synchronized String lastLine() {
        int declared = skips.entrySet().stream()
                .filter(skip -> skip.getKey().startsWith(DEVIATES))
                .mapToInt(Map.Entry::getValue)
                .sum();
        int notRun = sum(row -> row.skipped) - declared;
        return String.format(
                Locale.ROOT,
                "camb-tts contract %s: %d passed, %d declared, %d failed, %s%s",
                version(),
                sum(row -> row.passed),
                declared,
                sum(row -> row.failed),
                notRun == 0 ? "" : notRun + " not run, ",
                stack);
    }

    private int sum(ToIntFunction<Row> count) {
        return rows.values().stream().mapToInt(count).sum();
    }

    /** The version in the jar; there is none while the testkit itself is built. */
    private static String version() {
        try (InputStream in = CaseTable.class.getResourceAsStream(
                "/META-INF/maven/io.github.cambtts/camb-tts-testkit/pom.properties")) {
            Properties pom = new Properties();
            if (in != null) {
                pom.load(in);
            }
            return pom.getProperty("version", "unreleased");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes what a suite declares. A deviation without a reason counts as undeclared. */
    synchronized void declare(@Nullable Map<Deviation, String> declared) {
        if (declared == null) {
            withoutReason = "deviations() returned null. Return Map.of() if there are none.";
            return;
        }
        Map<Deviation, String> given = new HashMap<>();
        Set<String> missing = new TreeSet<>();
        declared.forEach((deviation, reason) -> {
            if (deviation == null || reason == null || reason.isBlank()) {
                missing.add(String.valueOf(deviation));
            } else {
                given.put(deviation, reason);
            }
        });
        reasons = given;
        withoutReason = missing.isEmpty()
                ? ""
                : "declared deviations without a reason: " + String.join(", ", missing)
                        + ". Say in deviations() what the stack cannot do.";
    }

    /** Returns the reasons of the declared deviations. */
    synchronized Map<Deviation, String> reasons() {
        return reasons;
    }

    /** Returns what is wrong with the declaration; empty if each deviation has a reason. */
    synchronized String withoutReason() {
        return withoutReason;
    }

    synchronized void deviated(Deviation deviation, String name) {
        deviating.computeIfAbsent(deviation, key -> new TreeSet<>()).add(name);
    }

    synchronized void conformed(Deviation deviation) {
        conforming.add(deviation);
    }

    /** Returns the declared deviations of which cases ran and all passed. */
    synchronized List<Deviation> neverOccurred() {
        return conforming.stream().filter(each -> !deviating.containsKey(each)).toList();
    }

    synchronized void print(String suite) {
        StringBuilder table = new StringBuilder(
                String.format("%n%-16s %7s %7s %7s %8s%n", suite, "passed", "failed", "skipped", "seconds"));
        rows.forEach((subject, row) -> table.append(String.format(
                "%-16s %7d %7d %7d %8d%n",
                subject, row.passed, row.failed, row.skipped, TimeUnit.NANOSECONDS.toSeconds(row.nanos))));
        skips.forEach((reason, count) -> table.append(String.format("%d skipped: %s%n", count, reason)));
        deviating.forEach((deviation, cases) ->
                table.append(String.format("%s occurs in %s%n", deviation, String.join(", ", cases))));
        System.out.print(table);
    }
}
