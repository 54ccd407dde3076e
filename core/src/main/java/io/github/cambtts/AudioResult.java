package io.github.cambtts;

import java.util.Optional;

/** The result of a run: its audio, received while it is read, or a link to it. */
public sealed interface AudioResult permits AudioStream, AudioLink {

    /**
     * Returns the run.
     *
     * @return the run id
     */
    RunId runId();

    /**
     * Returns the id that the server gave the request, for its operator.
     *
     * @return the id; absent if the server gave none
     */
    Optional<String> requestId();
}
