package com.example.transport;

import java.io.IOException;

/** A kept connection turned out to be of no use before a byte of the response came. */
final class StaleConnectionException extends IOException {

    private static final long serialVersionUID = 1L;

    StaleConnectionException() {
        super("The server closed the connection");
    }
}
