package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/** Searches exceptions for secrets. */
final class Secrets {

    private Secrets() {}

    /** Asserts that a throwable, its causes and its suppressed exceptions contain no secret. */
    static void assertAbsent(Throwable thrown, String... secrets) {
        Optional<Class<?>> showing = find(thrown, secrets, Collections.newSetFromMap(new IdentityHashMap<>()));
        assertTrue(showing.isEmpty(), () -> "a secret is in " + showing);
    }

    /** Returns whether a throwable, its causes and its suppressed exceptions contain no secret. */
    static boolean areAbsent(Throwable thrown, String... secrets) {
        return find(thrown, secrets, Collections.newSetFromMap(new IdentityHashMap<>()))
                .isEmpty();
    }

    private static Optional<Class<?>> find(Throwable thrown, String[] secrets, Set<Throwable> seen) {
        if (!seen.add(thrown)) {
            return Optional.empty();
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        for (String secret : secrets) {
            if (trace.toString().contains(secret) || thrown.toString().contains(secret)) {
                return Optional.of(thrown.getClass());
            }
        }
        Optional<Class<?>> found =
                thrown.getCause() == null ? Optional.empty() : find(thrown.getCause(), secrets, seen);
        for (Throwable suppressed : thrown.getSuppressed()) {
            found = found.or(() -> find(suppressed, secrets, seen));
        }
        return found;
    }
}
