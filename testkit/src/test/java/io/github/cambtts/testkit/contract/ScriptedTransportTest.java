package io.github.cambtts.testkit.contract;

import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.ScriptedTransport;

class ScriptedTransportTest extends TransportContract {

    @Override
    protected Endpoint open(FakeCamb service) {
        return new Endpoint(ScriptedTransport.BASE_URL, new ScriptedTransport(service), () -> {});
    }
}
