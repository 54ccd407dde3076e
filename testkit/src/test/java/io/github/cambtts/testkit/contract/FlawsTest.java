package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the contract itself: for each {@link Flaw} there is a transport that has it. The cases of the flaw reject
 * that transport, and pass the same transport without the flaw. {@link RulesTest} checks that each case of a rule has
 * a flaw, except those that it lists with a reason.
 */
@Tag("suite")
@Execution(ExecutionMode.CONCURRENT)
class FlawsTest {

    /** What a JVM has printed or logged: a transport that shows a secret must not be seen by the cases of another. */
    private static final String SHOWN = "io.github.cambtts.testkit.contract.shown";

    private static boolean isShowing(Flaw flaw) {
        return Stream.of("SHOWS_", "LOGS_", "PRINTS_").anyMatch(flaw.name()::startsWith);
    }

    static Stream<Flaw> showing() {
        return Arrays.stream(Flaw.values()).filter(FlawsTest::isShowing);
    }

    /** The flaws of {@link LookUpFlawsTest}. */
    static Stream<Flaw> lookingUp() {
        Set<String> cases = RulesTest.casesOf(HttpTransportContract.LookUps.class)
                .map(RulesTest.Case::name)
                .collect(Collectors.toSet());
        return Arrays.stream(Flaw.values()).filter(flaw -> flaw.cases().stream().anyMatch(cases::contains));
    }

    static Stream<Flaw> others() {
        Set<Flaw> lookingUp = lookingUp().collect(Collectors.toSet());
        return Arrays.stream(Flaw.values()).filter(flaw -> !isShowing(flaw) && !lookingUp.contains(flaw));
    }

    @ParameterizedTest
    @MethodSource("others")
    void eachCaseThatNamesTheRuleRejectsTheFlaw(Flaw broken) {
        assertRejected(broken);
    }

    @ParameterizedTest
    @MethodSource("showing")
    @ResourceLock(SHOWN)
    void eachCaseThatNamesTheRuleRejectsTheFlawThatShowsASecret(Flaw broken) {
        assertRejected(broken);
    }

    static void assertRejected(Flaw broken) {
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
}
