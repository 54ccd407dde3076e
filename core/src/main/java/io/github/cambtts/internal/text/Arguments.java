package io.github.cambtts.internal.text;

import org.jspecify.annotations.Nullable;

/** The check of every public entry: a missing argument is refused like any other bad one, before anything is sent. */
public final class Arguments {

    private Arguments() {}

    /**
     * Returns an argument that must not be null.
     *
     * @param <T> its type
     * @param argument what the caller gave
     * @param name the parameter's name
     * @param wayOut a sentence that tells what to give instead
     * @return the argument
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T given(@Nullable T argument, String name, String wayOut) {
        if (argument == null) {
            throw new IllegalArgumentException(name + " is null. " + wayOut);
        }
        return argument;
    }
}
