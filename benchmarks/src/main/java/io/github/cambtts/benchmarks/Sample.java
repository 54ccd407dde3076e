package io.github.cambtts.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What one piece of work cost.
 *
 * @param wallNanos how long it took
 * @param cpuNanos what this process, all threads, used of the CPU meanwhile
 * @param allocatedBytes what the threads alive before and after allocated
 * @param collections how often the garbage collector ran
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
        long allocated = allocated();
        long cpu = PROCESS.getProcessCpuTime();
        long wall = System.nanoTime();
        work.run();
        return new Sample(
                System.nanoTime() - wall,
                PROCESS.getProcessCpuTime() - cpu,
                allocated() - allocated,
                garbageCollections() - collections);
    }

    private static long allocated() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    private static long garbageCollections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
