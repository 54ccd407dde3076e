package io.github.cambtts.internal.text;

import org.jspecify.annotations.Nullable;

/** Checks the arguments of public methods: null is refused like any other bad argument, before anything is sent. */
public final class Arguments {

    private Arguments() {}

    /**
     * Returns an argument that must not be null.
     *
     * @param <T> its type
     * @param argument what the caller gave
     * @param name the parameter's name
     * @param advice a sentence that says what to give instead
     * @return the argument
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T given(@Nullable T argument, String name, String advice) {
        if (argument == null) {
            throw new IllegalArgumentException(name + " is null. " + advice);
        }
        return argument;
    }
}
