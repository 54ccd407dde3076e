package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Looks for secrets where they must not be. */
final class Secrets {

    private Secrets() {}

    /** Asserts that no secret is in a throwable, its causes and its suppressed exceptions. */
    static void assertAbsent(Throwable thrown, String... secrets) {
        look(thrown, secrets, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static void look(Throwable thrown, String[] secrets, Set<Throwable> seen) {
        if (!seen.add(thrown)) {
            return;
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        for (String secret : secrets) {
            assertFalse(trace.toString().contains(secret), () -> "a secret is in " + thrown.getClass());
            assertFalse(thrown.toString().contains(secret), () -> "a secret is in " + thrown.getClass());
        }
        if (thrown.getCause() != null) {
            look(thrown.getCause(), secrets, seen);
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            look(suppressed, secrets, seen);
        }
    }
}
