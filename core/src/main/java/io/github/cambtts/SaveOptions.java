package io.github.cambtts;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How to save. Immutable.
 */
public final class SaveOptions {

    private static final SaveOptions DEFAULTS = new SaveOptions(
            false, false, false, false, true, false, OutputType.RAW_BYTES, Optional.empty(), CallOptions.defaults());

    private final boolean replace;
    private final boolean extend;
    private final boolean durable;
    private final boolean sha256;
    private final boolean resume;
    private final boolean keepDamaged;
    private final OutputType outputType;
    private final Optional<ProgressListener> progress;
    private final CallOptions call;

    private SaveOptions(
            boolean replace,
            boolean extend,
            boolean durable,
            boolean sha256,
            boolean resume,
            boolean keepDamaged,
            OutputType outputType,
            Optional<ProgressListener> progress,
            CallOptions call) {
        this.replace = replace;
        this.extend = extend;
        this.durable = durable;
        this.sha256 = sha256;
        this.resume = resume;
        this.keepDamaged = keepDamaged;
        this.outputType = outputType;
        this.progress = progress;
        this.call = call;
    }

    /**
     * Returns the options used where none are given: an existing file is an error, the audio comes as
     * {@link OutputType#RAW_BYTES}, a broken download is resumed, nothing is forced to disk.
     *
     * @return the defaults
     */
    public static SaveOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns these options, replacing an existing file in one step once the new one is whole. A symbolic link at the
     * target is followed: what it points to is replaced, and the link stays. The new file has the POSIX permissions and
     * the group of the old one, where the file system has them, and never more while it is written. If the group has other
     * permissions than everybody, the old file is copied first, so that its access control list is kept. The new file's
     * owner is this process, unless it is allowed to keep the old one.
     *
     * @return new options
     */
    public SaveOptions withReplacing() {
        return new SaveOptions(true, extend, durable, sha256, resume, keepDamaged, outputType, progress, call);
    }

    /**
     * Returns these options, adding {@code .flac} or {@code .wav} to the target's name, depending on the format of the
     * audio. Both names must be free, unless {@link #withReplacing()} is set too.
     *
     * @return new options
     */
    public SaveOptions withExtension() {
        return new SaveOptions(replace, true, durable, sha256, resume, keepDamaged, outputType, progress, call);
    }

    /**
     * Returns these options, forcing the file and its directory to disk before the save returns. The process must be
     * allowed to read the directory; if not, the save fails before anything is sent. Windows can force only the file.
     *
     * @return new options
     */
    public SaveOptions withDurability() {
        return new SaveOptions(replace, extend, true, sha256, resume, keepDamaged, outputType, progress, call);
    }

    /**
     * Returns these options, with the SHA-256 of the audio in the receipt.
     *
     * @return new options
     */
    public SaveOptions withSha256() {
        return new SaveOptions(replace, extend, durable, true, resume, keepDamaged, outputType, progress, call);
    }

    /**
     * Returns these options, starting again from the beginning if a connection breaks: for example if the host can
     * never reach the storage behind presigned URLs, so that every attempt to resume would fail.
     *
     * @return new options
     */
    public SaveOptions withoutResuming() {
        return new SaveOptions(replace, extend, durable, sha256, false, keepDamaged, outputType, progress, call);
    }

    /**
     * Returns these options, preferring a recording that is cut or damaged to none: if the last attempt received all
     * bytes that HTTP announces and they are not a whole recording, it is saved all the same, and the receipt says what
     * is wrong with it. Without this, the save fails with {@link ErrorKind#TRUNCATED} or {@link ErrorKind#DAMAGED}.
     *
     * @return new options
     */
    public SaveOptions withKeepingDamaged() {
        return new SaveOptions(replace, extend, durable, sha256, resume, true, outputType, progress, call);
    }

    /**
     * Returns these options, with how the audio is fetched.
     *
     * @param outputType from the API itself, or from storage by a presigned URL
     * @return new options
     */
    public SaveOptions withOutputType(OutputType outputType) {
        requireNonNull(outputType, "outputType");
        return new SaveOptions(replace, extend, durable, sha256, resume, keepDamaged, outputType, progress, call);
    }

    /**
     * Returns these options, with a listener.
     *
     * @param listener receives the progress of the save
     * @return new options
     */
    public SaveOptions withProgress(ProgressListener listener) {
        requireNonNull(listener, "listener");
        return new SaveOptions(
                replace, extend, durable, sha256, resume, keepDamaged, outputType, Optional.of(listener), call);
    }

    /**
     * Returns these options, with options of the call itself: limits, retries, headers, a listener.
     *
     * @param options the options of the call, in place of those set before
     * @return new options
     */
    public SaveOptions withCall(CallOptions options) {
        requireNonNull(options, "options");
        return new SaveOptions(replace, extend, durable, sha256, resume, keepDamaged, outputType, progress, options);
    }

    /**
     * Tells whether an existing file is replaced.
     *
     * @return whether {@link #withReplacing()} was called
     */
    public boolean isReplacing() {
        return replace;
    }

    /**
     * Tells whether the format's extension is added to the name.
     *
     * @return whether {@link #withExtension()} was called
     */
    public boolean isExtending() {
        return extend;
    }

    /**
     * Tells whether the file is forced to disk.
     *
     * @return whether {@link #withDurability()} was called
     */
    public boolean isDurable() {
        return durable;
    }

    /**
     * Tells whether the receipt has the SHA-256.
     *
     * @return whether {@link #withSha256()} was called
     */
    public boolean isSha256() {
        return sha256;
    }

    /**
     * Tells whether a broken download is resumed where it broke.
     *
     * @return false if {@link #withoutResuming()} was called
     */
    public boolean isResuming() {
        return resume;
    }

    /**
     * Tells whether a recording that is cut or damaged is saved, if there is no better one.
     *
     * @return whether {@link #withKeepingDamaged()} was called
     */
    public boolean isKeepingDamaged() {
        return keepDamaged;
    }

    /**
     * Returns where the audio comes from.
     *
     * @return from the API itself, or from storage by a presigned URL
     */
    public OutputType outputType() {
        return outputType;
    }

    /**
     * Returns the listener.
     *
     * @return the listener; absent if there is none
     */
    public Optional<ProgressListener> progress() {
        return progress;
    }

    /**
     * Returns the options of the call itself.
     *
     * @return the options of the call
     */
    public CallOptions call() {
        return call;
    }
}
