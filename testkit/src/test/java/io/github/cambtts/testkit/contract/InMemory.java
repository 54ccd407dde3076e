package io.github.cambtts.testkit.contract;

/**
 * What a test of core's own rules needs: the fake service in memory. A transport alone cannot break these rules, so they
 * are tested once; {@link JourneysContract} shows that they hold over every transport.
 */
@Proves(Rule.C1)
abstract class InMemory extends ContractFixture {

    @Override
    final TransportContract suite() {
        return new ScriptedTransportTest();
    }
}
