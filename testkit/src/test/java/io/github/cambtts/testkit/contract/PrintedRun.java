package io.github.cambtts.testkit.contract;

import java.util.List;

/** Runs the cases named by the arguments in a JVM of their own, to look at what they print. */
final class PrintedRun {

    private PrintedRun() {}

    public static void main(String... cases) {
        SuiteRun run = SuiteRun.of(PlainTransport::new).cases(List.of(cases)).printing();
        run.execute();
        run.failures().forEach(System.err::println);
    }
}
