package com.example.transport;

import java.io.IOException;

/** A kept connection could not be used: no byte of a response was received on it. */
final class StaleConnectionException extends IOException {

    private static final long serialVersionUID = 1L;

    StaleConnectionException() {
        super("The server closed the connection");
    }
}
