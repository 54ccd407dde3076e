package io.github.cambtts.testkit.contract;

import io.github.cambtts.testkit.ReceivedRequest;
import io.github.cambtts.testkit.SignedUrl;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** The failure of a case, with its rule and without secrets. */
final class CaseFailure {

    private static final int SHOWN_REQUESTS = 3;
    private static final int SHOWN_CHARACTERS = 2_000;
    private static final String[] SECRETS = {ContractFixture.KEY, SignedUrl.SIGNATURE};

    private CaseFailure() {}

    /**
     * Returns a failure with the original message, the rule and the requests; an aborted case is returned unchanged.
     */
    static Throwable explained(ExtensionContext context, Throwable thrown) {
        if (thrown instanceof TestAbortedException) {
            return thrown;
        }
        String message = rulesOf(context).stream()
                        .map(rule -> "Rule " + rule + ": " + rule.sentence() + "\n")
                        .collect(Collectors.joining())
                + "Case: " + caseOf(context) + "\n"
                + "Sent: " + sent(context) + "\n"
                + "Found: " + visible(messageOf(thrown));
        // The cause is printed unchanged, so a cause with a secret is left out.
        AssertionFailedError explained = Secrets.areAbsent(thrown, SECRETS)
                ? new AssertionFailedError(message, thrown)
                : new AssertionFailedError(message + " (the cause is not shown because it contains a secret)");
        explained.setStackTrace(thrown.getStackTrace());
        return explained;
    }

    private static String messageOf(Throwable thrown) {
        return thrown instanceof AssertionError ? String.valueOf(thrown.getMessage()) : thrown.toString();
    }

    static String caseOf(ExtensionContext context) {
        String method = context.getRequiredTestMethod().getName();
        String name = context.getDisplayName();
        return context.getRequiredTestClass().getSimpleName() + "." + method
                + (name.startsWith("[") ? visible(name) : "");
    }

    static List<Rule> rulesOf(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getTestMethod(), Proves.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), Proves.class))
                .map(proves -> Arrays.asList(proves.value()))
                .orElse(List.of());
    }

    private static String sent(ExtensionContext context) {
        List<ReceivedRequest> received =
                ((ContractFixture) context.getRequiredTestInstance()).camb().requests();
        String last = received.stream()
                .skip(Math.max(0, received.size() - SHOWN_REQUESTS))
                .map(request -> visible(request.toString()))
                .collect(Collectors.joining("\n      "));
        return received.isEmpty()
                ? "nothing that reached the fake service"
                : last + (received.size() > SHOWN_REQUESTS ? "\n      (" + received.size() + " in all)" : "");
    }

    /** Escapes control characters and removes secrets. */
    private static String visible(String text) {
        String shown = text;
        for (String secret : SECRETS) {
            shown = shown.replaceAll(secret + "\\w*", "(hidden)");
        }
        StringBuilder visible = new StringBuilder();
        shown.chars().limit(SHOWN_CHARACTERS).forEach(c -> {
            if (c != '\n' && Character.isISOControl(c)) {
                visible.append(String.format("\\u%04x", c));
            } else {
                visible.append((char) c);
            }
        });
        return visible.toString();
    }
}
