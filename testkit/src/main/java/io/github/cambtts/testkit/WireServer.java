package io.github.cambtts.testkit;

/** One origin of a {@link FakeCambServer}: a port that is listened at. Thread-safe. */
interface WireServer extends AutoCloseable {

    int port();

    /** Returns how many connections were accepted. */
    int accepted();

    /** Stops listening and drops all connections. */
    @Override
    void close();
}
