package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link FlawsTest} rejects is the flaw, and not the transport that has it. In a JVM without the flaws' load. */
@Tag("suite")
class WithoutAFlawTest {

    /** The JDK's client before version 25 has a deviation that these cases detect; it is declared. */
    @Test
    void withoutAFlawTheSameCasesPass() {
        Set<String> cases = Arrays.stream(Flaw.values())
                .flatMap(each -> each.cases().stream())
                .collect(Collectors.toSet());
        SuiteRun run = SuiteRun.of(PlainTransport::new).cases(List.copyOf(cases));
        if (Runtime.version().feature() < 25) {
            run = run.deviating(Map.of(
                    Deviation.LOGS_HEADERS_IF_TURNED_ON,
                    "the JDK client's logger jdk.internal.httpclient.debug shows headers"));
        }
        run.execute();
        assertEquals(List.of(), run.failures());
        assertTrue(run.finished() >= cases.size());
    }
}
