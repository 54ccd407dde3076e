package io.github.cambtts.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The threads that a case started, and those that they started: each case runs in a thread group of its own, so that another
 * case's threads are never counted.
 */
final class CaseThreads {

    private static final Set<String> SUITE_THREADS =
            Set.of("raw-server", "fake-camb", "contract", "hosts-file", "MockWebServer");

    /** Where a thread of a pool is that has nothing to do. OkHttp's has a coordinator of its own, and Okio a watchdog. */
    private static final Set<String> WAITING_FOR_WORK =
            Set.of("getTask", "awaitWork", "awaitTaskToRun", "awaitTimeout");

    private CaseThreads() {}

    /** Returns the threads that do something or wait for something other than work. */
    static List<Thread> busy() {
        return all().stream().filter(thread -> !isIdle(thread)).toList();
    }

    /** Returns the threads of pools that have nothing to do. */
    static List<Thread> idle() {
        return all().stream().filter(CaseThreads::isIdle).toList();
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
