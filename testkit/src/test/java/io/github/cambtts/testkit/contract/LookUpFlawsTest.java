package io.github.cambtts.testkit.contract;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The flaws that cases about name look-ups reject: these cases must be alone in their JVM, so they have another one. */
@Tag("suite")
class LookUpFlawsTest {

    static Stream<Flaw> flaws() {
        return FlawsTest.lookingUp();
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void eachCaseThatNamesTheRuleRejectsTheFlaw(Flaw broken) {
        FlawsTest.assertRejected(broken);
    }
}
