package io.github.cambtts.testkit;

class ScriptedTransportTest extends TransportContract {

    @Override
    protected Endpoint open(FakeCamb service) {
        return new Endpoint(ScriptedTransport.BASE_URL, new ScriptedTransport(service), () -> {});
    }
}
