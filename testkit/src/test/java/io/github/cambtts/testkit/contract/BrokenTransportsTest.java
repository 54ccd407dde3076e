package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests the contract itself: for each {@link Flaw} there is a transport that has it. The cases of the flaw reject
 * that transport, and pass the same transport without the flaw. {@link RulesTest} checks that each case of a rule has
 * a flaw, except those that it lists with a reason.
 */
@Tag("suite")
class BrokenTransportsTest {

    @ParameterizedTest
    @EnumSource(Flaw.class)
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
        Set<String> cases = Arrays.stream(Flaw.values())
                .flatMap(each -> each.cases().stream())
                .collect(Collectors.toCollection(HashSet::new));
        SuiteRun run = SuiteRun.of(PlainTransport::new)
                .deviating(
                        Runtime.version().feature() < 25
                                ? Map.of(
                                        Deviation.LOGS_HEADERS_IF_TURNED_ON,
                                        "the JDK client's own logger shows headers")
                                : Map.of())
                .cases(List.copyOf(cases));
        run.execute();
        assertEquals(List.of(), run.failures());
        assertTrue(run.finished() >= cases.size());
    }
}
