package io.github.cambtts.cli;

import io.github.cambtts.ErrorKind;

/** The exit codes of the process. Scripts rely on the numbers. */
final class ExitCode {

    static final int DONE = 0;
    static final int INTERNAL_ERROR = 1;
    static final int USAGE = 2;
    static final int DISK = 8;
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    static int of(ErrorKind kind) {
        return switch (kind) {
            case AUTHENTICATION, PERMISSION, PAYMENT_REQUIRED -> 3;
            case NOT_FOUND, INVALID_REQUEST, TASK_FAILED, TASK_TIMED_OUT -> 4;
            case RATE_LIMITED, SERVER -> 5;
            case CONNECT, DNS, TLS, RESET, TRUNCATED, PROTOCOL, PROXY -> 6;
            case CONNECT_TIMEOUT, RESPONSE_TIMEOUT, IDLE_TIMEOUT, DEADLINE -> 6;
            case EMPTY, UNEXPECTED_CONTENT, DAMAGED, UNEXPECTED_REDIRECT, MALFORMED_JSON, UNSAFE_URL -> 7;
            case FILE_EXISTS, FILE -> DISK;
            case CANCELLED -> INTERRUPTED;
        };
    }
}
