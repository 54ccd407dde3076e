package io.github.cambtts.internal.http;

import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Operation;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;

/**
 * What the exchanges of a call have in common, whoever is asked.
 *
 * @param transport sends the requests
 * @param requests makes them
 * @param timeouts limits the waits
 * @param errors reads what an error status says
 */
public record Exchanges(Transport transport, RequestFactory requests, Timeouts timeouts, ErrorResponseReader errors) {

    Exchange send(TransportRequest request, Operation operation) throws TtsException {
        return Exchange.send(transport, request, operation, timeouts);
    }
}
