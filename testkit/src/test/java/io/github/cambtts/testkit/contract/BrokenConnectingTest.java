package io.github.cambtts.testkit.contract;

import java.util.Arrays;
import java.util.stream.Stream;

/** The flaws that a case of {@link ConnectingContract} rejects. */
class BrokenConnectingTest extends BrokenTransports {

    BrokenConnectingTest() {
        super(flaws());
    }

    static Stream<RulesTest.Case> cases() {
        return RulesTest.casesOf(HttpTransportContract.Connecting.class);
    }

    static Stream<Flaw> flaws() {
        return Arrays.stream(Flaw.values()).filter(flaw -> flaw.isRejectedBy(cases()));
    }
}
