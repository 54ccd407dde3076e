package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/**
 * The contract is itself proved: for each {@link Flaw} there is a transport that has it, and the cases that name the rule
 * reject it, while they pass the same transport without the flaw.
 *
 * <p>Without a broken transport of their own, since core decides them and no transport can get them wrong: the meaning of
 * statuses, of links and of media types, retrying, saving and resuming. Not proved this way either: the translation of
 * single faults on the wire beyond those listed in {@link Flaw} (the cases of {@code FaultsContract}), and the two cases
 * about proxies over TLS.
 */
class BrokenTransportsTest {

    /** What the specimen has at the moment; the platform makes it by itself. */
    private static Optional<Flaw> flaw = Optional.empty();

    /** A transport on its way through the contract. */
    static class Specimen extends HttpTransportContract {

        Specimen() {
            super(true);
        }

        @Override
        protected Transport newTransport(NetworkSettings network) {
            return flaw.isPresent() ? flaw.get().flawed(network) : new PlainTransport(network);
        }
    }

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void eachCaseThatNamesTheRuleRejectsTheFlaw(Flaw broken) {
        flaw = Optional.of(broken);
        assertEquals(Set.copyOf(broken.cases()), failed(run(broken.cases())));
    }

    @Test
    void withoutAFlawTheSameCasesPass() {
        flaw = Optional.empty();
        List<String> cases = Arrays.stream(Flaw.values())
                .flatMap(each -> each.cases().stream())
                .distinct()
                .toList();
        List<Event> events = run(cases);
        assertEquals(Set.of(), failed(events));
        assertTrue(events.size() >= cases.size());
    }

    private static List<Event> run(List<String> cases) {
        PostDiscoveryFilter named = descriptor -> FilterResult.includedIf(
                methodOf(descriptor).map(cases::contains).orElse(!descriptor.isTest()));
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(Specimen.class))
                .filters(named)
                .execute()
                .testEvents()
                .list();
    }

    private static Optional<String> methodOf(TestDescriptor descriptor) {
        return descriptor
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName());
    }

    private static Set<String> failed(List<Event> events) {
        return events.stream()
                .filter(event -> event.getType() == EventType.FINISHED)
                .filter(event ->
                        event.getRequiredPayload(TestExecutionResult.class).getStatus()
                                != TestExecutionResult.Status.SUCCESSFUL)
                .map(event -> methodOf(event.getTestDescriptor()).orElse(""))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
