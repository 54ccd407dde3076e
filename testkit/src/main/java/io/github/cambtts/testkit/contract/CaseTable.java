package io.github.cambtts.testkit.contract;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** How the cases of one suite ended, by subject, and which deviations occurred. Thread-safe. */
final class CaseTable {

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

    synchronized void add(String subject, Optional<Throwable> thrown, long nanos) {
        Row row = rows.computeIfAbsent(subject, name -> new Row());
        row.nanos += nanos;
        if (thrown.isEmpty()) {
            row.passed++;
        } else if (thrown.get() instanceof TestAbortedException) {
            row.skipped++;
            skips.merge(String.valueOf(thrown.get().getMessage()), 1, Integer::sum);
        } else {
            row.failed++;
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
