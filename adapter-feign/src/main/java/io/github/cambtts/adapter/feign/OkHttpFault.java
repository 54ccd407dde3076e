package io.github.cambtts.adapter.feign;

import io.github.cambtts.transport.ProxyException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;

/** Says OkHttp's faults in the port's words where OkHttp has words of its own. */
final class OkHttpFault {

    private OkHttpFault() {}

    static IOException beforeHeaders(IOException fault) {
        String message = String.valueOf(fault.getMessage());
        if (message.equals("Failed to authenticate with proxy")) {
            return new ProxyException("The proxy answered 407");
        }
        if (message.startsWith("Unexpected response code for CONNECT")) {
            return new ProxyException("The proxy refused to connect: " + message);
        }
        return fault;
    }

    static IOException inBody(IOException fault) {
        boolean endsEarly = fault instanceof ProtocolException && "unexpected end of stream".equals(fault.getMessage());
        if (!endsEarly) {
            return fault;
        }
        EOFException end = new EOFException(fault.getMessage());
        end.initCause(fault);
        return end;
    }
}
