package io.github.cambtts.testkit.contract;

import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/** One run of the contract, or of some of its cases, with a transport under test. Several may run at the same time. */
final class SuiteRun {

    /** The configuration parameter with the number of the run. */
    private static final String NUMBER = "cambtts.contract.run";

    private static final Map<String, SuiteRun> RUNS = new ConcurrentHashMap<>();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Function<NetworkSettings, Transport> transports;
    private final Map<String, String> parameters = new HashMap<>(Map.of(
            CaseOutcome.QUIET,
            "true",
            "junit.jupiter.execution.parallel.enabled",
            "true",
            "junit.jupiter.execution.parallel.config.strategy",
            "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism",
            "4",
            "junit.jupiter.execution.parallel.config.fixed.max-pool-size",
            "4"));
    private Class<? extends TransportUnderTest> suite = TransportUnderTest.class;
    private Map<Deviation, String> deviations = Map.of();
    private Optional<List<String>> cases = Optional.empty();
    private List<Event> events = List.of();

    private SuiteRun(Function<NetworkSettings, Transport> transports) {
        this.transports = transports;
    }

    /** The suite with the transport of a run. */
    @ExtendWith(GivesRun.class)
    static class TransportUnderTest extends HttpTransportContract {

        private SuiteRun run = of(PlainTransport::new);

        @Override
        protected Transport newTransport(NetworkSettings network) {
            return run.transports.apply(network);
        }

        @Override
        protected Map<Deviation, String> deviations() {
            return run.deviations;
        }
    }

    /** Gives each instance its run: JUnit makes it without arguments. */
    private static final class GivesRun implements TestInstancePostProcessor {

        @Override
        public void postProcessTestInstance(Object instance, ExtensionContext context) {
            if (instance instanceof TransportUnderTest suite) {
                suite.run = RUNS.get(context.getConfigurationParameter(NUMBER).orElseThrow());
            }
        }
    }

    static SuiteRun of(Function<NetworkSettings, Transport> transports) {
        return new SuiteRun(transports);
    }

    /** Runs a subclass of the suite, as a host would write one. */
    SuiteRun as(Class<? extends TransportUnderTest> written) {
        suite = written;
        return this;
    }

    SuiteRun deviating(Map<Deviation, String> declared) {
        deviations = declared;
        return this;
    }

    SuiteRun cases(List<String> named) {
        cases = Optional.of(named);
        return this;
    }

    SuiteRun with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    /** Prints the tables at the end. */
    SuiteRun printing() {
        parameters.remove(CaseOutcome.QUIET);
        return this;
    }

    void execute() {
        String number = String.valueOf(COUNT.incrementAndGet());
        RUNS.put(number, this);
        PostDiscoveryFilter named = descriptor ->
                FilterResult.includedIf(methodOf(descriptor).map(this::isWanted).orElse(!descriptor.isTest()));
        events = EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(suite))
                .configurationParameters(parameters)
                .configurationParameter(NUMBER, number)
                .filters(named)
                .execute()
                .allEvents()
                .list();
    }

    private boolean isWanted(String name) {
        return cases.map(wanted -> wanted.contains(name)).orElse(true);
    }

    private static Optional<String> methodOf(TestDescriptor descriptor) {
        return descriptor
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName());
    }

    /** Returns how many cases finished. */
    long finished() {
        return events.stream()
                .filter(event -> event.getTestDescriptor().isTest() && event.getType() == EventType.FINISHED)
                .count();
    }

    /** Returns the names of the cases that failed at least once. */
    Set<String> failedCases() {
        Set<String> names = new TreeSet<>();
        for (Event event : ended(TestExecutionResult.Status.FAILED)) {
            methodOf(event.getTestDescriptor()).ifPresent(names::add);
        }
        return names;
    }

    /** Returns the messages of the failures, of cases and of classes. */
    List<String> failures() {
        return messages(TestExecutionResult.Status.FAILED);
    }

    /** Returns why cases were skipped. */
    List<String> skips() {
        return messages(TestExecutionResult.Status.ABORTED);
    }

    private List<String> messages(TestExecutionResult.Status status) {
        List<String> messages = new ArrayList<>();
        for (Event event : ended(status)) {
            event.getRequiredPayload(TestExecutionResult.class)
                    .getThrowable()
                    .ifPresent(thrown -> messages.add(String.valueOf(thrown.getMessage())));
        }
        return messages;
    }

    private List<Event> ended(TestExecutionResult.Status status) {
        return events.stream()
                .filter(event -> event.getType() == EventType.FINISHED)
                .filter(event ->
                        event.getRequiredPayload(TestExecutionResult.class).getStatus() == status)
                .toList();
    }
}
