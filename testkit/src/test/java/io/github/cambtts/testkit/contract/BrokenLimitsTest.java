package io.github.cambtts.testkit.contract;

import java.util.Arrays;
import java.util.stream.Stream;

/** The flaws that cases about connecting, looking names up and time limits reject: these cases wait longest. */
class BrokenLimitsTest extends BrokenTransports {

    BrokenLimitsTest() {
        super(flaws());
    }

    static Stream<RulesTest.Case> cases() {
        return Stream.of(
                        HttpTransportContract.Connecting.class,
                        HttpTransportContract.LookUps.class,
                        HttpTransportContract.Limits.class)
                .flatMap(RulesTest::casesOf);
    }

    static Stream<Flaw> flaws() {
        return Arrays.stream(Flaw.values()).filter(flaw -> flaw.isRejectedBy(cases()));
    }
}
