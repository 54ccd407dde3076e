package io.github.cambtts.internal.http;

import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Operation;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;

/**
 * What all exchanges of a call share, those with the API and those with storage.
 *
 * @param transport sends the requests
 * @param requests creates them
 * @param timeouts limits the waits
 * @param errors reads responses with an error status
 */
public record Exchanges(Transport transport, RequestFactory requests, Timeouts timeouts, ErrorResponseReader errors) {

    Exchange send(TransportRequest request, Operation operation) throws TtsException {
        return Exchange.send(transport, request, operation, timeouts);
    }
}
