package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How the suite reports declared and undeclared deviations and a case that does not end, and that JUnit's settings do
 * not change its results.
 */
@Tag("suite")
@Execution(ExecutionMode.CONCURRENT)
class DeviationsTest {

    private static final String SENT_ONCE = "aRequestWhoseConnectionClosesBeforeTheHeadersIsSentOnce";
    private static final String REASON = "the JDK client sends a GET a second time";

    @Test
    void aDeviationThatIsNotDeclaredFails() {
        SuiteRun run = SuiteRun.of(PlainTransport::new).cases(List.of(SENT_ONCE));
        run.execute();
        assertEquals(Set.of(SENT_ONCE), run.failedCases());
    }

    @Test
    void aDeclaredDeviationIsSkippedWithItsReason() {
        SuiteRun run = SuiteRun.of(PlainTransport::new)
                .deviating(Map.of(Deviation.RESENDS, REASON))
                .cases(List.of(SENT_ONCE));
        run.execute();
        assertEquals(List.of(), run.failures());
        assertEquals(List.of("deviates, RESENDS: " + REASON), run.skips());
    }

    /** Of loggers below INFO, only those that the reason names are excused. */
    @Test
    void aLoggerIsExcusedIfTheReasonNamesIt() {
        String anyLevel = "nothingSecretIsLoggedAtAnyLevel";
        for (boolean named : new boolean[] {true, false}) {
            String logger = named ? Flaw.class.getPackageName() : "another.logger";
            SuiteRun run = SuiteRun.of(Flaw.LOGS_THE_HEADERS::flawed)
                    .deviating(Map.of(
                            Deviation.LOGS_HEADERS_IF_TURNED_ON,
                            logger + " and jdk.internal.httpclient.debug show headers"))
                    .cases(List.of(anyLevel, "noFailureShowsASecret"));
            run.execute();
            assertEquals(named ? Set.of() : Set.of(anyLevel, "noFailureShowsASecret"), run.failedCases());
        }
    }

    @Test
    void aDeclaredDeviationThatDoesNotOccurFails() {
        SuiteRun run = SuiteRun.of(PlainTransport::new)
                .deviating(Map.of(Deviation.NO_INTERIM_RESPONSES, "a reason"))
                .cases(List.of("anInterimResponseIsSkipped"));
        run.execute();
        assertEquals(1, run.failures().size());
        assertTrue(run.failures().get(0).contains("NO_INTERIM_RESPONSES"), run.failures()::toString);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void aDeclaredDeviationWithoutAReasonFailsAndIsNamed(@Nullable String reason) {
        Map<Deviation, String> declared = new HashMap<>(Map.of(Deviation.RESENDS, REASON));
        declared.put(Deviation.NO_HTTP_2, reason);
        SuiteRun run = SuiteRun.of(PlainTransport::new)
                .deviating(declared)
                .cases(List.of(SENT_ONCE, "aTransportMayBeClosedAgain"));
        run.execute();
        assertEquals(
                List.of(
                        "declared deviations without a reason: NO_HTTP_2. Say in deviations() what the stack cannot do."),
                run.failures());
    }

    @Test
    @SuppressWarnings("NullAway") // A host's code may be without null checks.
    void noMapOfDeviationsFails() {
        SuiteRun run = SuiteRun.of(PlainTransport::new).deviating(null).cases(List.of("aTransportMayBeClosedAgain"));
        run.execute();
        assertEquals(List.of("deviations() returned null. Return Map.of() if there are none."), run.failures());
    }

    @Test
    void aHostsDefaultLifecycleChangesNothing() {
        SuiteRun run = SuiteRun.of(PlainTransport::new)
                .with("junit.jupiter.testinstance.lifecycle.default", "per_class")
                .cases(List.of(
                        "aTransportMayBeClosedAgain", "heapAndDirectBuffersAreFilled", "aLinkIsRequestedByOutputType"));
        run.execute();
        assertEquals(List.of(), run.failures());
        assertEquals(4, run.finished());
    }

    @Test
    void casesMayRunAtTheSameTime() {
        List<String> cases = List.of(
                "everyByteIsReceivedWhateverTheFraming",
                "everyStatusIsReturnedOnceWithItsHeadersAndBody",
                "nothingSecretIsLoggedOrPrinted",
                "closingTheTransportEndsItsThreads",
                "anAbortDropsTheConnection",
                "anUnclosedStreamIsReleasedAndWarnedAboutOnce",
                "eachLimitEndsTheCallThatItIsFor");
        SuiteRun run = SuiteRun.of(PlainTransport::new)
                .with("junit.jupiter.execution.parallel.enabled", "true")
                .cases(cases);
        run.execute();
        assertEquals(List.of(), run.failures());
        assertTrue(run.finished() > cases.size());
    }

    @Test
    void aCaseThatDoesNotEndShowsItsStack() {
        String waiting = "theTransportsSignalAloneWakesAThreadThatWaitsForHeaders";
        SuiteRun run = SuiteRun.of(Flaw.WAKES_NOBODY::flawed)
                .with(CaseLimit.SECONDS_PROPERTY, "2")
                .cases(List.of(waiting));
        run.execute();
        String message = run.failures().get(0);
        assertTrue(message.startsWith("Rule T21: " + Rule.T21.sentence()), message);
        assertTrue(message.contains("Case: Lifecycle." + waiting), message);
        assertTrue(message.contains("did not end within 2 s"), message);
        assertTrue(message.contains("PlainTransport.get("), message);
        assertFalse(message.contains(ContractFixture.KEY), message);
    }

    @Test
    void aFailureShowsTheRequestsToAnyServerAndAllCauses() {
        SuiteRun run = SuiteRun.of(Flaw.CALLS_A_BREAK_GARBAGE::flawed)
                .cases(List.of("incompleteHeadersAreABrokenConnection", "theRequestIsSentToTheProxy"));
        run.execute();
        String message = run.failures().get(0);
        assertTrue(message.contains("Sent: GET /tts-result/12345?output_type=raw_bytes HTTP/1.1 | "), message);
        assertTrue(message.contains("to another server"), message);
        assertTrue(message.contains("<- java.net.ProtocolException: not HTTP"), message);
        assertFalse(message.contains(ContractFixture.KEY), message);
    }

    @Test
    void aStackWithDeviationsPassesAndReportsThem() {
        SuiteRun run = SuiteRun.of(UrlConnectionTransport::new)
                .deviating(UrlConnectionTransport.DEVIATIONS)
                .cases(RulesTest.deviatingCases())
                .printing();
        run.execute();
        assertEquals(List.of(), run.failures());
        UrlConnectionTransport.DEVIATIONS.forEach((deviation, reason) -> assertTrue(
                run.skips().contains("deviates, " + deviation + ": " + reason), () -> deviation + " did not occur"));
    }
}
