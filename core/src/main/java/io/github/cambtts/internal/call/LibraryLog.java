package io.github.cambtts.internal.call;

import org.jspecify.annotations.Nullable;

/**
 * What the library logs, which is warnings about code of the host's.
 *
 * <p>Log handlers are code of the host's too: what they throw changes nothing. They may take long, so the thread that
 * watches never calls this.
 */
public final class LibraryLog {

    private LibraryLog() {}

    public static void warn(String message, @Nullable Throwable cause) {
        try {
            System.getLogger("io.github.cambtts").log(System.Logger.Level.WARNING, message, cause);
        } catch (Throwable thrownByHandler) {
            // There is no other place to tell of it.
            return;
        }
    }
}
