package com.example.voicemail;

import io.github.cambtts.RunId;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Stores the spoken greetings of mailboxes as files. */
public final class VoicemailService {

    private static final Duration DEFAULT_WAIT = Duration.ofMinutes(1);

    private final TtsResults results;
    private final Path directory;
    private final BiConsumer<RunId, Duration> scheduler;

    /**
     * Creates the service.
     *
     * @param results the client for the audio; shared, not closed
     * @param directory the directory for the files
     * @param scheduler receives a run to store later, and the time to wait
     */
    public VoicemailService(TtsResults results, Path directory, BiConsumer<RunId, Duration> scheduler) {
        this.results = results;
        this.directory = directory;
        this.scheduler = scheduler;
    }

    /**
     * Stores a greeting.
     *
     * @param run the finished run
     * @return the file; empty if there is no such run, or if it is scheduled for later
     * @throws TtsException if the audio cannot be saved
     */
    public Optional<Path> store(RunId run) throws TtsException {
        try {
            return results.save(run, directory.resolve("greeting-" + run + ".flac"))
                    .path();
        } catch (StatusException e) {
            switch (e.kind()) {
                case NOT_FOUND -> {
                    return Optional.empty();
                }
                case RATE_LIMITED -> {
                    scheduler.accept(run, e.retryAfter().orElse(DEFAULT_WAIT));
                    return Optional.empty();
                }
                default -> throw e;
            }
        }
    }
}
