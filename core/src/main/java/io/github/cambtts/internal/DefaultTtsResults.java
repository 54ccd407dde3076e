package io.github.cambtts.internal;

import io.github.cambtts.AudioResult;
import io.github.cambtts.AudioStream;
import io.github.cambtts.CallListener.Purpose;
import io.github.cambtts.CallOptions;
import io.github.cambtts.CallSubject;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TaskId;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.call.AsyncCall;
import io.github.cambtts.internal.call.CallEvents;
import io.github.cambtts.internal.call.CallLog;
import io.github.cambtts.internal.call.CallThreads;
import io.github.cambtts.internal.call.Operation;
import io.github.cambtts.internal.call.RetryLoop;
import io.github.cambtts.internal.call.SafeListener;
import io.github.cambtts.internal.call.Watchdog;
import io.github.cambtts.internal.http.AudioBody;
import io.github.cambtts.internal.http.ErrorResponseReader;
import io.github.cambtts.internal.http.Exchanges;
import io.github.cambtts.internal.http.LinkResponseReader;
import io.github.cambtts.internal.http.ReceivedAudio;
import io.github.cambtts.internal.http.RequestFactory;
import io.github.cambtts.internal.http.ResultEndpoint;
import io.github.cambtts.internal.http.Storage;
import io.github.cambtts.internal.http.TaskWait;
import io.github.cambtts.internal.recording.Format;
import io.github.cambtts.internal.save.ChannelSink;
import io.github.cambtts.internal.save.Download;
import io.github.cambtts.internal.save.PresignedObject;
import io.github.cambtts.internal.save.Sink;
import io.github.cambtts.internal.save.TargetFile;
import io.github.cambtts.internal.text.Arguments;
import io.github.cambtts.internal.text.Redaction;
import io.github.cambtts.internal.time.VirtualTime;
import io.github.cambtts.transport.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Implements the driving port over a transport: connects the classes that hold the rules, and holds none itself. */
public final class DefaultTtsResults implements TtsResults {

    private static final SafeListener LOG = new SafeListener(new CallLog());

    private final ClientSettings settings;
    private final Transport transport;
    private final boolean ownsTransport;
    private final Redaction redaction;
    private final ErrorResponseReader errors;
    private final LinkResponseReader links;
    private final Optional<SafeListener> clientListener;
    private final Executor executor;
    private final Watchdog watchdog = Watchdog.shared();
    private volatile boolean closed;

    public DefaultTtsResults(ClientSettings settings, Transport transport, boolean ownsTransport) {
        this.settings = transport instanceof VirtualTime time ? settings.withTime(time) : settings;
        this.transport = transport;
        this.ownsTransport = ownsTransport;
        this.redaction = Redaction.of(settings.apiKey());
        this.errors = new ErrorResponseReader(this.settings.clock());
        this.links = new LinkResponseReader(settings.baseUrl());
        this.clientListener = Optional.ofNullable(settings.listener()).map(SafeListener::new);
        this.executor = settings.executor() == null ? CallThreads.newExecutor() : settings.executor();
    }

    @Override
    public AudioResult fetch(RunId runId, OutputType outputType, CallOptions options) throws TtsException {
        return begin(runId, outputType, options).fetch(outputType);
    }

    @Override
    public RunId await(TaskId task, CallOptions options) throws TtsException {
        return begin(task, options).await();
    }

    @Override
    public CompletableFuture<RunId> awaitAsync(TaskId task, CallOptions options) {
        Retrieval retrieval = begin(task, options);
        return AsyncCall.start(executor, retrieval.operation, retrieval::await, runId -> {});
    }

    @Override
    public SavedAudio save(RunId runId, Path target, SaveOptions options) throws TtsException {
        Arguments.given(target, "target", "Give the path of the file.");
        return begin(runId, options).save(target, options);
    }

    @Override
    public SavedAudio saveTo(RunId runId, OutputStream target, SaveOptions options) throws TtsException {
        Arguments.given(target, "target", "Give where to write.");
        return begin(runId, options).saveTo(ChannelSink.of(target), options);
    }

    @Override
    public SavedAudio saveTo(RunId runId, WritableByteChannel target, SaveOptions options) throws TtsException {
        Arguments.given(target, "target", "Give where to write.");
        return begin(runId, options).saveTo(ChannelSink.of(target), options);
    }

    @Override
    public CompletableFuture<AudioResult> fetchAsync(RunId runId, OutputType outputType, CallOptions options) {
        Retrieval retrieval = begin(runId, outputType, options);
        return AsyncCall.start(executor, retrieval.operation, () -> retrieval.fetch(outputType), result -> {
            if (result instanceof AudioStream stream) {
                stream.close();
            }
        });
    }

    @Override
    public CompletableFuture<SavedAudio> saveAsync(RunId runId, Path target, SaveOptions options) {
        Arguments.given(target, "target", "Give the path of the file.");
        Retrieval retrieval = begin(runId, options);
        return AsyncCall.start(executor, retrieval.operation, () -> retrieval.save(target, options), receipt -> {});
    }

    @Override
    public CompletableFuture<SavedAudio> saveToAsync(RunId runId, OutputStream target, SaveOptions options) {
        Arguments.given(target, "target", "Give where to write.");
        return saveToAsync(runId, ChannelSink.of(target), options);
    }

    @Override
    public CompletableFuture<SavedAudio> saveToAsync(RunId runId, WritableByteChannel target, SaveOptions options) {
        Arguments.given(target, "target", "Give where to write.");
        return saveToAsync(runId, ChannelSink.of(target), options);
    }

    private CompletableFuture<SavedAudio> saveToAsync(RunId runId, ChannelSink target, SaveOptions options) {
        Retrieval retrieval = begin(runId, options);
        return AsyncCall.start(executor, retrieval.operation, () -> retrieval.saveTo(target, options), receipt -> {});
    }

    private Retrieval begin(RunId runId, OutputType outputType, CallOptions options) {
        Arguments.given(outputType, "outputType", "Give OutputType.RAW_BYTES or OutputType.FILE_URL.");
        Arguments.given(options, "options", "Give CallOptions.defaults().");
        return begin(runId, outputType == OutputType.FILE_URL ? Purpose.LINK : Purpose.OPEN, options);
    }

    private Retrieval begin(RunId runId, SaveOptions options) {
        Arguments.given(options, "options", "Give SaveOptions.defaults().");
        return begin(runId, Purpose.SAVE, options.call());
    }

    private Retrieval begin(TaskId task, CallOptions options) {
        Arguments.given(task, "task", "Give one such as TaskId.of(taskId).");
        Arguments.given(options, "options", "Give CallOptions.defaults().");
        if (!redaction.clean(task.value()).equals(task.value())) {
            throw new IllegalArgumentException(
                    "The task id holds the API key. Give the task_id that the API returned.");
        }
        return begin(task, Purpose.WAIT, options, Timeouts::task);
    }

    private Retrieval begin(RunId runId, Purpose purpose, CallOptions options) {
        Arguments.given(runId, "runId", "Give one such as RunId.of(12345).");
        return begin(runId, purpose, options, Timeouts::total);
    }

    private Retrieval begin(
            CallSubject subject, Purpose purpose, CallOptions options, Function<Timeouts, Duration> limit) {
        Timeouts timeouts = options.timeouts().orElse(settings.timeouts());
        CallEvents events = CallEvents.of(subject, purpose, listeners(options));
        Operation operation = Operation.start(events, limit.apply(timeouts), this, watchdog, redaction);
        if (closed) {
            operation.forget();
            throw new IllegalStateException(
                    "This TtsResults is closed. Create one and share it for as long as it is needed.");
        }
        return new Retrieval(operation, options, timeouts);
    }

    private List<SafeListener> listeners(CallOptions options) {
        List<SafeListener> listeners = new ArrayList<>(0);
        if (CallLog.isOn()) {
            listeners.add(LOG);
        }
        clientListener.ifPresent(listeners::add);
        options.listener().map(SafeListener::new).ifPresent(listeners::add);
        return listeners;
    }

    @Override
    public void close() {
        closed = true;
        watchdog.cancelAll(this);
        if (ownsTransport) {
            transport.close();
        }
    }

    /** One call, set up by its options and the client's settings. */
    private final class Retrieval {

        private final Operation operation;
        private final ResultEndpoint api;
        private final Storage storage;
        private final RetryPolicy policy;
        private final RetryLoop retries;
        private final long maxBytes;

        Retrieval(Operation operation, CallOptions options, Timeouts timeouts) {
            RequestFactory requests =
                    new RequestFactory(settings.baseUrl(), settings.apiKey(), timeouts.connect(), options.headers());
            this.policy = options.retryPolicy().orElse(settings.retryPolicy());
            this.operation = operation;
            Exchanges exchanges = new Exchanges(transport, requests, timeouts, errors, settings.proxy());
            this.api = new ResultEndpoint(exchanges, links);
            this.storage = new Storage(exchanges, settings.baseUrl());
            this.retries = new RetryLoop(policy, settings.sleeper(), settings.random());
            this.maxBytes = options.maxAudioBytes().orElse(settings.maxAudioBytes());
        }

        RunId await() throws TtsException {
            return finishing(
                    () -> new TaskWait(operation, api, policy, settings.sleeper(), settings.random()).await(retries));
        }

        AudioResult fetch(OutputType outputType) throws TtsException {
            return outputType == OutputType.FILE_URL
                    ? finishing(() -> retries.run(operation, () -> api.link(operation)))
                    : open();
        }

        /** Hands the operation over to the stream, which finishes it. */
        private AudioStream open() throws TtsException {
            ErrorKind failure = ErrorKind.CANCELLED;
            boolean handedOver = false;
            try {
                AudioBody body = retries.run(operation, () -> AudioBody.begin(api.audio(operation)));
                try {
                    AudioStream stream = ReceivedAudio.handOut(body, maxBytes);
                    handedOver = true;
                    return stream;
                } finally {
                    if (!handedOver) {
                        body.close();
                    }
                }
            } catch (TtsException e) {
                failure = e.kind();
                throw e;
            } finally {
                if (!handedOver) {
                    operation.finish(failure);
                }
            }
        }

        SavedAudio save(Path path, SaveOptions options) throws TtsException {
            return finishing(() -> {
                try (TargetFile target = TargetFile.create(path, options, operation)) {
                    Download download = download(options, target);
                    RecordingCheck recording = retries.run(operation, download);
                    return download.receipt(recording, Optional.of(target.commit(Format.of(recording), operation)));
                } catch (IOException e) {
                    throw e instanceof TtsException typed ? typed : TargetFile.failure(path, e, operation);
                } catch (UnsupportedOperationException | ClosedFileSystemException | SecurityException e) {
                    // A file system of another provider, which is read-only, is closed or lacks an operation.
                    String why = "its file system threw " + e.getClass().getSimpleName();
                    throw TargetFile.failure(path, new IOException(why, e), operation);
                }
            });
        }

        SavedAudio saveTo(ChannelSink target, SaveOptions options) throws TtsException {
            return finishing(() -> {
                Download download = download(options, target);
                return download.receipt(retries.run(operation, download), Optional.empty());
            });
        }

        private Download download(SaveOptions options, Sink sink) {
            PresignedObject object = new PresignedObject(operation, api, storage, settings.sleeper(), settings.clock());
            return new Download(operation, api, object, options, sink, maxBytes);
        }

        /** Runs a call whose operation ends when it returns or throws. */
        private <T> T finishing(RetryLoop.Attempt<T> call) throws TtsException {
            @Nullable ErrorKind failure = ErrorKind.CANCELLED;
            try {
                T result = call.run();
                failure = null;
                return result;
            } catch (TtsException e) {
                failure = e.kind();
                throw e;
            } finally {
                operation.finish(failure);
            }
        }
    }
}
