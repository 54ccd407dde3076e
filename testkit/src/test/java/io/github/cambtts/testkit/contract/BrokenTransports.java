package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the contract itself: for each {@link Flaw} there is a transport that has it. The cases of the flaw reject
 * that transport, and pass the same transport without the flaw. {@link RulesTest} checks that each case of a rule has
 * a flaw, except those that it lists with a reason.
 *
 * <p>A subclass names its flaws by a static method {@code flaws()}. There is more than one, so that they can run in
 * JVMs of their own at the same time: threads and open files are counted for the whole JVM.
 */
@Tag("suite")
abstract class BrokenTransports {

    private final Stream<Flaw> flaws;

    BrokenTransports(Stream<Flaw> flaws) {
        this.flaws = flaws;
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void eachCaseThatNamesTheRuleRejectsTheFlaw(Flaw broken) {
        SuiteRun run = SuiteRun.of(broken::flawed).cases(broken.cases());
        if (broken == Flaw.WAKES_NOBODY) {
            run = run.with(CaseLimit.SECONDS_PROPERTY, "3");
        }
        run.execute();
        assertEquals(Set.copyOf(broken.cases()), run.failedCases());
        for (String message : run.failures()) {
            assertTrue(
                    message.contains("Rule ") && message.contains("\nCase: ") && message.contains("\nFound: "),
                    message);
            assertFalse(message.contains(ContractFixture.KEY), "the key is shown");
        }
    }

    /** The JDK's client before version 25 has a deviation that these cases detect; it is declared. */
    @Test
    void withoutAFlawTheSameCasesPass() {
        Set<String> cases = flaws.flatMap(each -> each.cases().stream()).collect(Collectors.toCollection(HashSet::new));
        SuiteRun run = SuiteRun.of(PlainTransport::new).cases(List.copyOf(cases));
        if (cases.contains("nothingSecretIsLoggedAtAnyLevel")
                && Runtime.version().feature() < 25) {
            run = run.deviating(
                    Map.of(Deviation.LOGS_HEADERS_IF_TURNED_ON, "the JDK client's own logger shows headers"));
        }
        run.execute();
        assertEquals(List.of(), run.failures());
        assertTrue(run.finished() >= cases.size());
    }
}
