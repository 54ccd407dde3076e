package io.github.cambtts.internal.call;

import org.jspecify.annotations.Nullable;

/**
 * Logs warnings about code of the host.
 *
 * <p>Log handlers are code of the host too: what they throw is ignored. They may take long, so the watchdog thread
 * never calls this.
 */
public final class LibraryLog {

    private LibraryLog() {}

    public static void warn(String message, @Nullable Throwable cause) {
        try {
            System.getLogger("io.github.cambtts").log(System.Logger.Level.WARNING, message, cause);
        } catch (Throwable thrownByHandler) {
            // There is no other place to report it.
            return;
        }
    }
}
