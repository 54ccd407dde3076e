package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for a condition, for as long as a loaded machine may need. */
public final class Await {

    private Await() {}

    public static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, () -> "waited in vain for: " + what);
            Thread.sleep(5);
        }
    }

    /** Returns the library's watching threads. */
    public static long watchdogs() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("camb-tts-watchdog"))
                .count();
    }
}
