package io.github.cambtts.testkit.contract;

import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Reports how each case ended: a failure shows its rule, the requests and the result, without secrets; a declared
 * deviation is skipped with its reason; a table follows at the end. Tests that a subclass of the suite adds are not
 * cases. A case that another extension skips, or whose failure it catches, fails.
 */
final class CaseOutcome
        implements BeforeAllCallback,
                BeforeEachCallback,
                BeforeTestExecutionCallback,
                AfterTestExecutionCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler,
                TestWatcher,
                AfterAllCallback {

    /** The configuration parameter that turns the tables off. */
    static final String QUIET = "cambtts.contract.quiet";

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(CaseOutcome.class);
    private static final String STARTED = "started";

    @Override
    public void beforeAll(ExtensionContext context) {
        if (outermost(context) != context) {
            return;
        }
        Set<String> added = new HashSet<>();
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getSuperclass()) {
            boolean ofSuite =
                    type.getPackage() == CaseOutcome.class.getPackage() && Modifier.isAbstract(type.getModifiers());
            for (Class<?> nested : type.getDeclaredClasses()) {
                if (!AnnotationSupport.isAnnotated(nested, Nested.class)) {
                    continue;
                }
                if (!ofSuite) {
                    added.add(nested.getSimpleName());
                } else if (added.contains(nested.getSimpleName())) {
                    throw new ExtensionConfigurationException("The nested class " + nested.getSimpleName() + " of "
                            + context.getRequiredTestClass().getName()
                            + " replaces the cases of the same name. Give it another name.");
                }
            }
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (isCase(context)) {
            ContractFixture fixture = (ContractFixture) context.getRequiredTestInstance();
            context.getRequiredTestInstances()
                    .findInstance(TransportContract.class)
                    .ifPresent(fixture::belongTo);
        }
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        context.getStore(NAMESPACE).put(STARTED, System.nanoTime());
        if (isCase(context)) {
            table(context).declare(suite(context).deviations());
            table(context).of(((ContractFixture) context.getRequiredTestInstance()).stack());
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        if (!isCase(context)) {
            throw thrown;
        }
        Optional<Deviation> deviation = declared(context);
        if (thrown instanceof TestAbortedException || deviation.isEmpty()) {
            throw CaseFailure.explained(context, thrown);
        }
        table(context).deviated(deviation.get(), CaseFailure.caseOf(context));
        throw new TestAbortedException(CaseTable.DEVIATES + deviation.get() + ": "
                + table(context).reasons().get(deviation.get()));
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw isCase(context) ? CaseFailure.explained(context, thrown) : thrown;
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw isCase(context) ? CaseFailure.explained(context, thrown) : thrown;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (!isCase(context)) {
            return;
        }
        long started = context.getStore(NAMESPACE).getOrDefault(STARTED, Long.class, System.nanoTime());
        String subject = context.getRequiredTestClass().getSimpleName();
        Optional<Throwable> thrown = context.getExecutionException();
        if (thrown.isEmpty() && !CaseLimit.passed(context)) {
            thrown = Optional.of(new AssertionFailedError(
                    "Another extension skipped " + CaseFailure.caseOf(context) + " or caught its failure. Remove it."));
        }
        table(context).took(subject, System.nanoTime() - started);
        if (thrown.isEmpty()) {
            declared(context).ifPresent(table(context)::conformed);
        } else if (context.getExecutionException().isEmpty()) {
            throw (AssertionFailedError) thrown.get();
        }
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        count(context, Optional.empty());
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        count(context, Optional.ofNullable(cause));
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        count(context, Optional.ofNullable(cause));
    }

    /** Counts a case, with what its clean-up found. */
    private static void count(ExtensionContext context, Optional<Throwable> thrown) {
        if (isCase(context)) {
            table(context).add(context.getRequiredTestClass().getSimpleName(), thrown);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (outermost(context) != context) {
            return;
        }
        CaseTable table = table(context);
        if (context.getConfigurationParameter(QUIET).isEmpty()) {
            table.print(context.getRequiredTestClass().getSimpleName());
            SocketFixture.printTable(context.getRequiredTestClass());
            System.out.println(table.lastLine());
        }
        String withoutReason = table.withoutReason();
        if (!withoutReason.isEmpty()) {
            throw new AssertionFailedError(withoutReason);
        }
        String unshown = table.neverOccurred().stream().map(Deviation::name).collect(Collectors.joining(", "));
        if (!unshown.isEmpty()) {
            throw new AssertionFailedError(
                    "declared deviations whose cases all pass: " + unshown + ". Remove them from deviations().");
        }
    }

    private static boolean isCase(ExtensionContext context) {
        return context.getTestInstance()
                .filter(ContractFixture.class::isInstance)
                .isPresent();
    }

    private static Optional<Deviation> declared(ExtensionContext context) {
        Map<Deviation, String> reasons = table(context).reasons();
        return AnnotationSupport.findAnnotation(context.getTestMethod(), MayDeviate.class)
                .map(MayDeviate::value)
                .filter(reasons::containsKey);
    }

    private static TransportContract suite(ExtensionContext context) {
        return ((ContractFixture) context.getRequiredTestInstance()).suite();
    }

    private static CaseTable table(ExtensionContext context) {
        return outermost(context)
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(CaseTable.class, type -> new CaseTable(), CaseTable.class);
    }

    /** Returns the context of the class that extends the suite, from that of a nested class or a case. */
    private static ExtensionContext outermost(ExtensionContext context) {
        ExtensionContext found = context;
        for (Optional<ExtensionContext> parent = context.getParent();
                parent.isPresent() && parent.get().getTestClass().isPresent();
                parent = parent.get().getParent()) {
            found = parent.get();
        }
        return found;
    }
}
