package io.github.cambtts.testkit;

/** One origin of a {@link FakeCambServer}: a listening port. Thread-safe. */
interface WireServer extends AutoCloseable {

    int port();

    /** Returns how many connections were accepted. */
    int accepted();

    /** Returns how many requests are being answered. */
    int active();

    /** Stops listening and drops all connections. */
    @Override
    void close();
}
