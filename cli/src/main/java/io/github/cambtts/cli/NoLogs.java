package io.github.cambtts.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.logging.LogManager;

/** A configuration of {@code java.util.logging} without handlers: nothing is printed until {@link StackLogs} adds one. */
public final class NoLogs {

    /** Configures logging; called by {@code java.util.logging} when it is first used. */
    public NoLogs() throws IOException {
        LogManager.getLogManager().readConfiguration(InputStream.nullInputStream());
    }
}
