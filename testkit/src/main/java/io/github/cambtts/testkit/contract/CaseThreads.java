package io.github.cambtts.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The threads that a case started, directly or indirectly: each case runs in its own thread group, so that threads of
 * other cases are never counted.
 */
final class CaseThreads {

    private static final Set<String> SUITE_THREADS =
            Set.of("raw-server", "fake-camb", "contract", "hosts-file", "MockWebServer");

    /** The methods in which an idle pool thread waits, including OkHttp's coordinator and Okio's watchdog. */
    private static final Set<String> WAITING_FOR_WORK =
            Set.of("getTask", "awaitWork", "awaitTaskToRun", "awaitTimeout");

    private CaseThreads() {}

    /** Returns the threads that are not idle in a pool. */
    static List<Thread> busy() {
        return all().stream().filter(thread -> !isIdle(thread)).toList();
    }

    /** Returns the idle threads of pools. */
    static List<Thread> idle() {
        return all().stream().filter(CaseThreads::isIdle).toList();
    }

    /** Returns the threads without whose end the JVM does not end. */
    static List<Thread> keepingTheJvmAlive() {
        return all().stream().filter(thread -> !thread.isDaemon()).toList();
    }

    private static List<Thread> all() {
        ThreadGroup own = Objects.requireNonNull(Thread.currentThread().getThreadGroup());
        Thread[] threads = new Thread[2 * own.activeCount() + 16];
        int count = own.enumerate(threads);
        return Arrays.stream(threads, 0, count)
                .filter(thread -> thread != Thread.currentThread())
                .filter(thread -> SUITE_THREADS.stream().noneMatch(thread.getName()::startsWith))
                .toList();
    }

    private static boolean isIdle(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> WAITING_FOR_WORK.contains(frame.getMethodName()));
    }
}
