package io.github.cambtts.testkit.contract;

import java.util.Arrays;
import java.util.stream.Stream;

/** The flaws that a case of {@link HttpTransportContract} rejects, except those of {@link BrokenLimitsTest}. */
class BrokenHttpTransportsTest extends BrokenTransports {

    BrokenHttpTransportsTest() {
        super(flaws());
    }

    static Stream<Flaw> flaws() {
        return Arrays.stream(Flaw.values())
                .filter(flaw -> flaw.isRejectedBy(RulesTest.cases(HttpTransportContract.class)))
                .filter(flaw -> !flaw.isRejectedBy(BrokenLimitsTest.cases()));
    }
}
