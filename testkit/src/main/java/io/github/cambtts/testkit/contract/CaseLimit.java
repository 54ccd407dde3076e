package io.github.cambtts.testkit.contract;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;

/**
 * Runs each case, its set-up and its clean-up in a thread of its own, with a time limit: a transport that never wakes
 * its caller fails, and does not block the suite. After the limit the thread is interrupted and abandoned.
 *
 * <p>The limit is {@value #DEFAULT_SECONDS} s, or the value of the configuration parameter or system property
 * {@value #SECONDS_PROPERTY}, or that of {@link Within} if it is longer. A machine under load gets some more time.
 */
final class CaseLimit implements InvocationInterceptor {

    static final String SECONDS_PROPERTY = "cambtts.contract.case.seconds";
    private static final int DEFAULT_SECONDS = 15;

    /** Begins the name of the thread of a case. */
    static final String THREAD_NAME = "contract ";

    /** How often a case may have to wait for a machine under load. */
    private static final int WAITS = 5;

    private static final long INTERRUPT_MILLIS = 500;
    private static final int SHOWN_FRAMES = 12;
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(CaseLimit.class);
    private static final String PASSED = "passed";

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        run("its set-up", invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        runCase(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        runCase(invocation, context);
    }

    private static void runCase(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        run("the case", invocation, context);
        context.getStore(NAMESPACE).put(PASSED, true);
    }

    /** Tells whether a case returned normally, whatever other extensions made of it. */
    static boolean passed(ExtensionContext context) {
        return context.getStore(NAMESPACE).getOrDefault(PASSED, Boolean.class, false);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context)
            throws Throwable {
        run("its clean-up", invocation, context);
    }

    private static void run(String step, Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        CompletableFuture<Optional<Throwable>> ended = new CompletableFuture<>();
        Thread thread = new Thread(
                group(context),
                () -> {
                    try {
                        invocation.proceed();
                        ended.complete(Optional.empty());
                    } catch (Throwable e) {
                        ended.complete(Optional.of(e));
                    }
                },
                THREAD_NAME + context.getDisplayName());
        thread.setDaemon(true);
        thread.start();
        Duration bound = bound(context);
        if (!hasEnded(thread, bound)) {
            StackTraceElement[] blocked = thread.getStackTrace();
            thread.interrupt();
            thread.join(INTERRUPT_MILLIS);
            throw expired(step, bound, blocked);
        }
        Optional<Throwable> thrown = ended.join();
        if (thrown.isPresent()) {
            throw thrown.get();
        }
        AssertionError lost = group(context).lost.poll();
        if (lost != null) {
            throw lost;
        }
    }

    /** Returns whether a group belongs to a case, even to one that has ended. */
    static boolean isOfCase(@Nullable ThreadGroup group) {
        return group != null && (group instanceof Group || isOfCase(group.getParent()));
    }

    /** The threads of a case, its servers' included. An assertion that fails in one of them fails the case. */
    private static final class Group extends ThreadGroup {

        private final Queue<AssertionError> lost = new ConcurrentLinkedQueue<>();

        Group(String name) {
            super(name);
        }

        @Override
        public void uncaughtException(Thread thread, Throwable thrown) {
            if (thrown instanceof AssertionError failed) {
                lost.add(failed);
            } else {
                super.uncaughtException(thread, thrown);
            }
        }
    }

    private static boolean hasEnded(Thread thread, Duration bound) throws InterruptedException {
        long start = System.nanoTime();
        do {
            thread.join(100);
        } while (thread.isAlive()
                && System.nanoTime() - start
                        < bound.plus(Scheduling.excess().multipliedBy(WAITS)).toNanos());
        return !thread.isAlive();
    }

    private static AssertionFailedError expired(String step, Duration bound, StackTraceElement[] blocked) {
        String where = Arrays.stream(blocked)
                .limit(SHOWN_FRAMES)
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining());
        AssertionFailedError expired = new AssertionFailedError(step + " did not end within " + bound.toSeconds()
                + " s and was abandoned. Its thread waits here:" + where);
        expired.setStackTrace(blocked);
        return expired;
    }

    /** Returns the group of a case, the same for its set-up and clean-up. */
    private static Group group(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(Group.class, type -> new Group(context.getUniqueId()), Group.class);
    }

    private static Duration bound(ExtensionContext context) {
        int usual = context.getConfigurationParameter(SECONDS_PROPERTY)
                .map(Integer::parseInt)
                .orElse(DEFAULT_SECONDS);
        int own = AnnotationSupport.findAnnotation(context.getTestMethod(), Within.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), Within.class))
                .map(Within::seconds)
                .orElse(0);
        return Duration.ofSeconds(Math.max(usual, own));
    }
}
