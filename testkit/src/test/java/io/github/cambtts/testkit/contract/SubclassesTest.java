package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a subclass of the suite may add, and that it cannot lose a case unseen. */
@Tag("suite")
@Execution(ExecutionMode.CONCURRENT)
class SubclassesTest {

    private static final String PASSING = "aTransportMayBeClosedAgain";
    private static final String FAILING = "aRequestWhoseConnectionClosesBeforeTheHeadersIsSentOnce";

    static class WithTests extends SuiteRun.TransportUnderTest {

        @Test
        void ownTest() {}

        @Test
        void ownTestThatFails() {
            throw new IllegalStateException("its own failure");
        }

        @Nested
        class Own {
            @Test
            void ownNestedTest() {}
        }
    }

    static class WithSubject extends SuiteRun.TransportUnderTest {

        @Nested
        class Json {
            @Test
            void ownTest() {}
        }
    }

    static class CatchesFailures implements TestExecutionExceptionHandler {
        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable thrown) {}
    }

    @ExtendWith(CatchesFailures.class)
    static class Catching extends SuiteRun.TransportUnderTest {}

    static class SkipsCases implements InvocationInterceptor {
        @Override
        public void interceptTestMethod(
                Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context) {
            invocation.skip();
        }
    }

    @ExtendWith(SkipsCases.class)
    static class Skipping extends SuiteRun.TransportUnderTest {}

    private static SuiteRun run(Class<? extends SuiteRun.TransportUnderTest> suite, String... cases) {
        SuiteRun run = SuiteRun.of(PlainTransport::new).as(suite).cases(List.of(cases));
        run.execute();
        return run;
    }

    @Test
    void aSubclassMayHaveTestsOfItsOwn() {
        SuiteRun run = run(WithTests.class, PASSING, "ownTest", "ownTestThatFails", "ownNestedTest");
        assertEquals(List.of("its own failure"), run.failures());
        assertEquals(4, run.finished());
    }

    @Test
    void aNestedClassDoesNotReplaceASubject() {
        List<String> failures = run(WithSubject.class, PASSING, "ownTest").failures();
        assertEquals(1, failures.size(), failures::toString);
        assertTrue(failures.get(0).contains("The nested class Json of"), failures::toString);
    }

    @Test
    void anExtensionCannotCatchTheFailureOfACase() {
        assertEquals(Set.of(FAILING), run(Catching.class, FAILING, PASSING).failedCases());
    }

    @Test
    void anExtensionCannotSkipACase() {
        SuiteRun run = run(Skipping.class, PASSING);
        assertEquals(Set.of(PASSING), run.failedCases());
        assertTrue(run.failures().get(0).startsWith("Another extension skipped "), run.failures()::toString);
    }
}
