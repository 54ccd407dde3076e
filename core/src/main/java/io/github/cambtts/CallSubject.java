package io.github.cambtts;

import java.io.Serializable;

/** What a call is about: a run, or a task that leads to one. */
public sealed interface CallSubject extends Serializable permits RunId, TaskId {

    /**
     * Returns what it is and its id, for messages.
     *
     * @return such as {@code run 12345} or {@code task 0b1d2c3a}
     */
    String label();
}
