package io.github.cambtts.testkit.contract;

import io.github.cambtts.TtsException;
import java.util.Map;
import java.util.TreeMap;

/** What each fault was reported as, for comparison with other transports. */
final class FaultTable {

    private final Map<String, String> rows = new TreeMap<>();

    synchronized void add(String fault, TtsException failure, int requests, long millis) {
        rows.put(
                fault,
                String.format(
                        "%-22s %-18s %8d %8d %6d",
                        failure.getClass().getSimpleName(), failure.kind(), failure.attempts(), requests, millis));
    }

    synchronized String print(String transport) {
        StringBuilder table = new StringBuilder("\n" + transport + "\n");
        table.append(String.format(
                "%-34s %-22s %-18s %8s %8s %6s%n", "fault", "type", "kind", "attempts", "requests", "ms"));
        rows.forEach((fault, row) -> table.append(String.format("%-34s %s%n", fault, row)));
        return table.toString();
    }
}
