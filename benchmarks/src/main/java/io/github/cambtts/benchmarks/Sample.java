package io.github.cambtts.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * The cost of one piece of work.
 *
 * @param wallNanos the elapsed time
 * @param cpuNanos the CPU time of this process, all threads
 * @param allocatedBytes the bytes allocated by the threads that are alive at the end
 * @param collections the number of garbage collections
 */
record Sample(long wallNanos, long cpuNanos, long allocatedBytes, long collections) {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A piece of work. */
    interface Work {

        void run() throws Exception;
    }

    static Sample of(Work work) throws Exception {
        long collections = garbageCollections();
        Map<Long, Long> allocated = allocated();
        long cpu = PROCESS.getProcessCpuTime();
        long wall = System.nanoTime();
        work.run();
        return new Sample(
                System.nanoTime() - wall,
                PROCESS.getProcessCpuTime() - cpu,
                growth(allocated, allocated()),
                garbageCollections() - collections);
    }

    private static Map<Long, Long> allocated() {
        long[] threads = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(threads);
        Map<Long, Long> byThread = new HashMap<>();
        for (int i = 0; i < threads.length; i++) {
            byThread.put(threads[i], Math.max(bytes[i], 0));
        }
        return byThread;
    }

    /** Returns the bytes allocated by threads that are still alive; those of ended threads are unknown. */
    private static long growth(Map<Long, Long> before, Map<Long, Long> after) {
        return after.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
                .sum();
    }

    private static long garbageCollections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
