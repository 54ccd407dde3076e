package io.github.cambtts.testkit.contract;

import java.util.Arrays;
import java.util.stream.Stream;

/** The flaws that only cases of {@link TransportContract} reject, which need no socket. */
class BrokenTransportsTest extends BrokenTransports {

    BrokenTransportsTest() {
        super(flaws());
    }

    static Stream<Flaw> flaws() {
        return Arrays.stream(Flaw.values())
                .filter(flaw -> !flaw.isRejectedBy(RulesTest.cases(HttpTransportContract.class)));
    }
}
