package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;

/** Searches exceptions for secrets. */
final class Secrets {

    private Secrets() {}

    /** Asserts that a throwable, its causes and its suppressed exceptions contain no secret. */
    static void assertAbsent(Throwable thrown, String... secrets) {
        assertTrue(
                areAbsent(thrown, secrets),
                () -> "a secret is in " + thrown.getClass().getName());
    }

    /** Returns whether a throwable, its causes and its suppressed exceptions contain no secret. */
    static boolean areAbsent(Throwable thrown, String... secrets) {
        return areAbsent(thrown, text -> Arrays.stream(secrets).anyMatch(text::contains));
    }

    /** Returns whether a throwable, its causes and its suppressed exceptions contain no secret. */
    static boolean areAbsent(Throwable thrown, Predicate<String> isSecretIn) {
        return areAbsent(thrown, isSecretIn, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static boolean areAbsent(Throwable thrown, Predicate<String> isSecretIn, Set<Throwable> seen) {
        if (!seen.add(thrown)) {
            return true;
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return !isSecretIn.test(trace.toString())
                && !isSecretIn.test(thrown.toString())
                && (thrown.getCause() == null || areAbsent(thrown.getCause(), isSecretIn, seen))
                && Arrays.stream(thrown.getSuppressed()).allMatch(each -> areAbsent(each, isSecretIn, seen));
    }
}
