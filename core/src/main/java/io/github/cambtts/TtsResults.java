package io.github.cambtts;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Retrieves the results of text-to-speech runs, and waits for the tasks that lead to them: the driving port.
 *
 * <p>Thread-safe; create one and share it. It is an interface so that a host's tests can use a mock.
 *
 * <p>Null causes a {@link NullPointerException} that names the parameter, and any other bad argument an {@link
 * IllegalArgumentException} that says what to give, both at once, before anything is sent. The asynchronous methods
 * throw them too, instead of returning a failed future.
 *
 * <p>The future of an asynchronous method and its call end together. Whatever completes the future first (for example
 * {@code cancel}, {@code orTimeout}, {@code completeOnTimeout}, {@code complete} or {@code completeExceptionally}) ends
 * the call as well: its connection is dropped, no file appears, and a stream that nobody receives is closed. Once a
 * save has begun to give the file its name, it is too late for that: {@code cancel} and the others then return false,
 * and the future completes with the receipt. Stages derived from the future, for example by {@code thenApply}, are
 * ordinary futures: cancelling one does not end the call. If the executor never starts the call, the future fails when
 * {@link Timeouts#total()}, or for a task {@link Timeouts#task()}, has passed or this object is closed.
 *
 * <p>Every blocking method ends within 250 ms with {@link CancelledException} when its thread is interrupted (the
 * interrupt flag stays set) or this object is closed; a save that is giving the file its name at that moment succeeds.
 * The first calls of a JVM, which load its classes, may take some hundred milliseconds more.
 */
public interface TtsResults extends AutoCloseable {

    /**
     * Starts building a client.
     *
     * @return a builder
     */
    static TtsResultsBuilder builder() {
        return new TtsResultsBuilder();
    }

    /**
     * Builds a client from the environment: {@code CAMB_API_KEY} and, where they are set, {@code CAMB_BASE_URL} and
     * {@code CAMB_TTS_ADAPTER}.
     *
     * @return a new client; the caller closes it
     * @throws IllegalStateException as {@link TtsResultsBuilder#fromEnv} and {@link TtsResultsBuilder#build} do
     */
    static TtsResults fromEnv() {
        return builder().fromEnv().build();
    }

    /**
     * Checks a file.
     *
     * @param file as for {@link #check(Path, ProgressListener)}
     * @return the result
     * @throws IOException as {@link #check(Path, ProgressListener)} does
     */
    static RecordingCheck check(Path file) throws IOException {
        return check(file, (phase, bytes, total) -> {});
    }

    /**
     * Checks whether a file is a whole recording, as a save does. Needs no client. Reads the file once, from its
     * beginning to its end; an interrupt ends that. Any content gets a result, never an exception.
     *
     * @param file the file, which must not change during the check
     * @param progress receives how much has been read, after each piece of some 100 KB; what it throws
     *     ends the check
     * @return the result
     * @throws IOException if it cannot be read
     */
    static RecordingCheck check(Path file, ProgressListener progress) throws IOException {
        return TtsResultsBuilder.check(file, progress);
    }

    /**
     * Waits until a task has finished, and returns its run.
     *
     * @param task the task
     * @return the run
     * @throws TtsException as {@link #await(TaskId, CallOptions)} does
     */
    default RunId await(TaskId task) throws TtsException {
        return await(task, CallOptions.defaults());
    }

    /**
     * Waits until a task has finished, and returns its run. Asks for the task's status at once, then after 1 s, and after
     * pauses that grow to 10 s; up to a quarter of each is left out at random. If the server asks for a longer pause by
     * {@code Retry-After}, it is kept, up to {@link RetryPolicy#maxRetryAfter()}. A status that this library does not know
     * means that the task has not finished. The call ends after {@link Timeouts#task()}, by default 15 minutes.
     *
     * <p>A request that fails is retried as the {@link RetryPolicy} says. Once the service has answered, with whatever
     * status, a failure that {@linkplain TtsException#isRetryable() may be temporary} does not end the wait even if the
     * policy allows no more retries; but one whose {@code Retry-After} is above {@link RetryPolicy#maxRetryAfter()} does.
     *
     * @param task the task
     * @param options the options of this call
     * @return the run
     * @throws StatusException if the task ended with {@code ERROR} ({@link ErrorKind#TASK_FAILED}), {@code TIMEOUT}
     *     ({@link ErrorKind#TASK_TIMED_OUT}) or {@code PAYMENT_REQUIRED} ({@link ErrorKind#PAYMENT_REQUIRED}), or the API
     *     answers with an error status
     * @throws ConnectionException if the connection fails
     * @throws TimeLimitException if a limit of {@link Timeouts} is reached; the message of {@link ErrorKind#DEADLINE} has
     *     the last status seen
     * @throws ContentException if the response is not what the API documents, for example {@code SUCCESS} without a
     *     positive {@code run_id} ({@link ErrorKind#MALFORMED_JSON})
     * @throws CancelledException if the thread is interrupted or this object is closed during the call
     * @throws IllegalStateException if this object is closed already
     */
    RunId await(TaskId task, CallOptions options) throws TtsException;

    /**
     * Does what {@link #await(TaskId)} does, in another thread.
     *
     * @param task the task
     * @return a future that completes like that of {@link #awaitAsync(TaskId, CallOptions)}
     */
    default CompletableFuture<RunId> awaitAsync(TaskId task) {
        return awaitAsync(task, CallOptions.defaults());
    }

    /**
     * Does what {@link #await(TaskId, CallOptions)} does, in another thread, which it holds until the wait ends. On Java
     * 21 and later that is a virtual thread, unless the host set an executor.
     *
     * @param task the task
     * @param options the options of this call
     * @return a future that completes with the run, or exceptionally with a {@link TtsException} (or with what the
     *     executor throws, if it refuses the call); cancelling it ends the wait
     */
    CompletableFuture<RunId> awaitAsync(TaskId task, CallOptions options);

    /**
     * Fetches a run's result in one of its two forms.
     *
     * @param runId the run
     * @param outputType the form
     * @return an {@link AudioStream}, which the caller closes, or an {@link AudioLink}
     * @throws TtsException as {@link #fetch(RunId, OutputType, CallOptions)} does
     */
    default AudioResult fetch(RunId runId, OutputType outputType) throws TtsException {
        return fetch(runId, outputType, CallOptions.defaults());
    }

    /**
     * Fetches a run's result in one of its two forms.
     *
     * @param runId the run
     * @param outputType the form
     * @param options the options of this call
     * @return an {@link AudioStream}, which the caller closes, or an {@link AudioLink}
     * @throws StatusException if the API answers with an error status
     * @throws ConnectionException if the connection fails
     * @throws TimeLimitException if a limit of {@link Timeouts} is reached
     * @throws ContentException if the response is not what the API documents
     * @throws CancelledException if the thread is interrupted or this object is closed during the call
     * @throws IllegalStateException if this object is closed already
     */
    default AudioResult fetch(RunId runId, OutputType outputType, CallOptions options) throws TtsException {
        return requireNonNull(outputType, "outputType") == OutputType.FILE_URL
                ? link(runId, options)
                : open(runId, options);
    }

    /**
     * Opens a run's audio. Returns once the first bytes have arrived and are those of audio; the recording is checked
     * while it is read, as {@link AudioStream} describes.
     *
     * @param runId the run
     * @return the audio, received while it is read; the caller closes it
     * @throws TtsException as {@link #fetch} does
     */
    default AudioStream open(RunId runId) throws TtsException {
        return open(runId, CallOptions.defaults());
    }

    /**
     * Opens a run's audio. Returns once the first bytes have arrived and are those of audio; the recording is checked
     * while it is read, as {@link AudioStream} describes.
     *
     * @param runId the run
     * @param options the options of this call
     * @return the audio, received while it is read; the caller closes it
     * @throws TtsException as {@link #fetch} does
     */
    AudioStream open(RunId runId, CallOptions options) throws TtsException;

    /**
     * Asks for a presigned URL of a run's audio.
     *
     * @param runId the run
     * @return the link
     * @throws TtsException as {@link #fetch} does
     */
    default AudioLink link(RunId runId) throws TtsException {
        return link(runId, CallOptions.defaults());
    }

    /**
     * Asks for a presigned URL of a run's audio.
     *
     * @param runId the run
     * @param options the options of this call
     * @return the link
     * @throws TtsException as {@link #fetch} does
     */
    AudioLink link(RunId runId, CallOptions options) throws TtsException;

    /**
     * Saves a run's audio as a file that must not exist yet.
     *
     * @param runId the run
     * @param target the file
     * @return the receipt
     * @throws TtsException as {@link #save(RunId, Path, SaveOptions)} does
     */
    default SavedAudio save(RunId runId, Path target) throws TtsException {
        return save(runId, target, SaveOptions.defaults());
    }

    /**
     * Saves a run's audio as a file. Returns only when the target is the whole recording, as far as its own bytes prove it
     * ({@link Completeness}); on any failure the target is unchanged. One case differs: with {@link SaveOptions#withDurability()} and {@link SaveOptions#withReplacing()}, if the
     * directory cannot be forced to disk after the target was replaced, the save fails and the target is the new, whole
     * recording.
     *
     * @param runId the run
     * @param target the file; its directory exists
     * @param options how to save
     * @return the receipt
     * @throws SaveException if the target exists and is not to be replaced, or cannot be written
     * @throws TtsException as {@link #fetch} does
     */
    SavedAudio save(RunId runId, Path target, SaveOptions options) throws TtsException;

    /**
     * Writes a run's audio to a stream, which is never closed, not even when the thread is interrupted. The bytes are
     * written as they arrive: after a failure, the stream holds a part of the recording. For a channel give {@link
     * java.nio.channels.Channels#newOutputStream}.
     *
     * <p>A download whose connection breaks is resumed where it broke. If nothing proves that the rest continues what
     * was written, the error of the connection is thrown: {@link TtsException#isRetryable()} then refers to a new call
     * with another stream.
     *
     * @param runId the run
     * @param target where to write
     * @param options how to save; options about files are ignored
     * @return the receipt
     * @throws SaveException if the target throws, other than for an interrupt
     * @throws TtsException as {@link #fetch} does
     */
    SavedAudio saveTo(RunId runId, OutputStream target, SaveOptions options) throws TtsException;

    /**
     * Does what {@link #fetch} does, in another thread.
     *
     * @param runId the run
     * @param outputType the form
     * @return as {@link #fetchAsync(RunId, OutputType, CallOptions)} returns it
     */
    default CompletableFuture<AudioResult> fetchAsync(RunId runId, OutputType outputType) {
        return fetchAsync(runId, outputType, CallOptions.defaults());
    }

    /**
     * Does what {@link #fetch} does, in another thread.
     *
     * @param runId the run
     * @param outputType the form
     * @param options the options of this call
     * @return a future that completes with the result, or exceptionally with a {@link TtsException} (or with what the
     *     executor throws, if it refuses the call); cancelling it drops the connection
     */
    CompletableFuture<AudioResult> fetchAsync(RunId runId, OutputType outputType, CallOptions options);

    /**
     * Does what {@link #open(RunId)} does, in another thread.
     *
     * @param runId the run
     * @return a future that completes like that of {@link #fetchAsync}, with the audio, which the caller closes
     */
    default CompletableFuture<AudioStream> openAsync(RunId runId) {
        return openAsync(runId, CallOptions.defaults());
    }

    /**
     * Does what {@link #open(RunId, CallOptions)} does, in another thread.
     *
     * @param runId the run
     * @param options the options of this call
     * @return a future that completes like that of {@link #fetchAsync}, with the audio, which the caller closes
     */
    CompletableFuture<AudioStream> openAsync(RunId runId, CallOptions options);

    /**
     * Does what {@link #link(RunId)} does, in another thread.
     *
     * @param runId the run
     * @return a future that completes like that of {@link #fetchAsync}, with the link
     */
    default CompletableFuture<AudioLink> linkAsync(RunId runId) {
        return linkAsync(runId, CallOptions.defaults());
    }

    /**
     * Does what {@link #link(RunId, CallOptions)} does, in another thread.
     *
     * @param runId the run
     * @param options the options of this call
     * @return a future that completes like that of {@link #fetchAsync}, with the link
     */
    CompletableFuture<AudioLink> linkAsync(RunId runId, CallOptions options);

    /**
     * Does what {@link #save(RunId, Path)} does, in another thread.
     *
     * @param runId the run
     * @param target the file
     * @return a future that completes like that of {@link #saveAsync(RunId, Path, SaveOptions)}
     */
    default CompletableFuture<SavedAudio> saveAsync(RunId runId, Path target) {
        return saveAsync(runId, target, SaveOptions.defaults());
    }

    /**
     * Does what {@link #save(RunId, Path, SaveOptions)} does, in another thread.
     *
     * @param runId the run
     * @param target the file
     * @param options how to save
     * @return a future that completes with the receipt, or exceptionally with a {@link TtsException} (or with what the
     *     executor throws, if it refuses the call); cancelling it drops the connection and leaves no file, or returns
     *     false
     */
    CompletableFuture<SavedAudio> saveAsync(RunId runId, Path target, SaveOptions options);

    /**
     * Does what {@link #saveTo(RunId, OutputStream, SaveOptions)} does, in another thread. After the host has ended the
     * future, that thread may still make one write to the target, and no other.
     *
     * @param runId the run
     * @param target where to write
     * @param options how to save; options about files are ignored
     * @return a future that completes like that of {@link #saveAsync}
     */
    CompletableFuture<SavedAudio> saveToAsync(RunId runId, OutputStream target, SaveOptions options);

    /**
     * Ends every running call, aborts every open stream, which its owner still closes, and releases the transport if it was created for this object.
     * Does not wait until connections are closed; ending several hundred calls takes several hundred milliseconds.
     * Idempotent; later calls throw {@link IllegalStateException}.
     */
    @Override
    void close();
}
