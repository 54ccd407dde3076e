package io.github.cambtts.testkit.contract;

import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.ReceivedRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** The failure of a case, with its rule and without secrets. */
final class CaseFailure {

    private static final int SHOWN_REQUESTS = 3;
    private static final int MAX_CAUSES = 10;
    private static final int SHOWN_CHARACTERS = 2_000;
    private static final String[] SECRETS = {
        ContractFixture.KEY, FakeCamb.SIGNATURE, AuthenticatingProxy.PASSWORD, AuthenticatingProxy.CREDENTIAL
    };

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

    /** Returns the message of a failed assertion, or the exception, with all causes. */
    private static String messageOf(Throwable thrown) {
        StringBuilder message = new StringBuilder(
                thrown instanceof AssertionError ? String.valueOf(thrown.getMessage()) : thrown.toString());
        int left = MAX_CAUSES;
        for (Throwable cause = thrown.getCause(); cause != null && left > 0; cause = cause.getCause()) {
            // The message of an assertion may have it.
            if (message.indexOf(cause.toString()) < 0) {
                message.append("\n       <- ").append(cause);
            }
            left--;
        }
        return message.toString();
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

    /** Returns the last requests that reached the fake service, and the last that reached other servers and proxies. */
    private static String sent(ExtensionContext context) {
        ContractFixture fixture = (ContractFixture) context.getRequiredTestInstance();
        List<String> sent = new ArrayList<>();
        addLast(
                fixture.camb().requests().stream()
                        .map(ReceivedRequest::toString)
                        .toList(),
                sent);
        addLast(
                fixture.heads().stream()
                        .map(head -> head.strip().replace("\r\n", " | ") + " to another server")
                        .toList(),
                sent);
        return sent.isEmpty() ? "nothing that reached a server" : String.join("\n      ", sent);
    }

    private static void addLast(List<String> requests, List<String> sent) {
        requests.stream()
                .skip(Math.max(0, requests.size() - SHOWN_REQUESTS))
                .map(CaseFailure::visible)
                .forEach(sent::add);
        if (requests.size() > SHOWN_REQUESTS) {
            sent.add("(" + requests.size() + " in all)");
        }
    }

    /** Escapes control characters and removes secrets. */
    private static String visible(String text) {
        String shown = text;
        for (String secret : SECRETS) {
            shown = shown.replaceAll(Pattern.quote(secret) + "\\w*", "(hidden)");
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
