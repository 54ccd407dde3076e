package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import io.github.cambtts.internal.time.VirtualTime;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** A {@link ScriptedTransport} whose time is that of its {@link FakeCamb}. */
final class VirtualTimeTransport implements Transport, VirtualTime {

    private final FakeCamb camb;
    private final Transport transport;

    VirtualTimeTransport(FakeCamb camb) {
        this.camb = requireNonNull(camb, "camb");
        this.transport = new ScriptedTransport(camb);
    }

    /** Goes on with every pause, and whenever the service is given another clock. */
    @Override
    public Clock clock() {
        InstantSource now = () -> camb.clock().instant();
        return now.withZone(ZoneOffset.UTC);
    }

    @Override
    public void elapse(Duration pause) {
        camb.elapse(pause);
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        return transport.get(request, signal);
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return transport.jsonDecoder();
    }

    @Override
    public void close() {
        transport.close();
    }
}
