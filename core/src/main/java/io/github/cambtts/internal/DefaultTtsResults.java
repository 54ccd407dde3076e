package io.github.cambtts.internal;

import io.github.cambtts.AudioResult;
import io.github.cambtts.AudioStream;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.call.AsyncCall;
import io.github.cambtts.internal.call.CallThreads;
import io.github.cambtts.internal.call.Operation;
import io.github.cambtts.internal.call.RetryLoop;
import io.github.cambtts.internal.call.Watchdog;
import io.github.cambtts.internal.http.AudioBody;
import io.github.cambtts.internal.http.ErrorResponseReader;
import io.github.cambtts.internal.http.LinkResponseReader;
import io.github.cambtts.internal.http.ReceivedAudio;
import io.github.cambtts.internal.http.RequestFactory;
import io.github.cambtts.internal.http.ResultEndpoint;
import io.github.cambtts.internal.http.Storage;
import io.github.cambtts.internal.recording.Recording;
import io.github.cambtts.internal.save.ChannelSink;
import io.github.cambtts.internal.save.Download;
import io.github.cambtts.internal.save.PresignedObject;
import io.github.cambtts.internal.save.Sink;
import io.github.cambtts.internal.save.TargetFile;
import io.github.cambtts.internal.text.Arguments;
import io.github.cambtts.internal.text.Redaction;
import io.github.cambtts.transport.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The driving port over a transport: puts the rules together, and holds none itself. */
public final class DefaultTtsResults implements TtsResults {

    private final Transport transport;
    private final Redaction redaction;
    private final boolean ownsTransport;
    private final ResultEndpoint api;
    private final Storage storage;
    private final RetryLoop retries;
    private final Operation.Sleeper sleeper;
    private final Clock clock;
    private final Timeouts timeouts;
    private final long maxBytes;
    private final Executor executor;
    private final Watchdog watchdog = Watchdog.shared();
    private volatile boolean closed;

    public DefaultTtsResults(ClientSettings settings, Transport transport, boolean ownsTransport) {
        this.transport = transport;
        this.ownsTransport = ownsTransport;
        this.timeouts = settings.timeouts();
        this.maxBytes = settings.maxAudioBytes();
        this.executor = settings.executor() == null ? CallThreads.newExecutor() : settings.executor();
        this.sleeper = settings.sleeper();
        this.clock = settings.clock();
        this.retries = new RetryLoop(settings.retryPolicy(), sleeper, settings.random());
        RequestFactory requests = new RequestFactory(settings.baseUrl(), settings.apiKey(), timeouts.connect());
        this.redaction = Redaction.of(settings.apiKey());
        ErrorResponseReader errors = new ErrorResponseReader(transport.jsonDecoder(), settings.clock());
        LinkResponseReader links = new LinkResponseReader(transport.jsonDecoder(), settings.baseUrl());
        this.api = new ResultEndpoint(transport, requests, timeouts, errors, links);
        this.storage = new Storage(transport, requests, timeouts, errors, settings.baseUrl());
    }

    @Override
    public AudioResult fetch(RunId runId, OutputType outputType) throws TtsException {
        Arguments.given(outputType, "outputType", "Give OutputType.RAW_BYTES or OutputType.FILE_URL.");
        return fetch(begin(runId), outputType);
    }

    private AudioResult fetch(Operation operation, OutputType outputType) throws TtsException {
        boolean handedOver = false;
        try {
            if (outputType == OutputType.FILE_URL) {
                return retries.run(operation, () -> api.link(operation));
            }
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
        } finally {
            if (!handedOver) {
                operation.finish();
            }
        }
    }

    @Override
    public SavedAudio save(RunId runId, Path target, SaveOptions options) throws TtsException {
        Arguments.given(target, "target", "Give the path of the file.");
        Arguments.given(options, "options", "Give SaveOptions.defaults().");
        return save(begin(runId), target, options);
    }

    private SavedAudio save(Operation operation, Path path, SaveOptions options) throws TtsException {
        try (TargetFile target = TargetFile.create(path, options, operation)) {
            Download download = download(operation, options, target);
            Recording recording = retries.run(operation, download);
            return download.receipt(recording, Optional.of(target.commit(recording.format(), operation)));
        } catch (IOException e) {
            throw e instanceof TtsException typed ? typed : TargetFile.failure(path, e, operation);
        } finally {
            operation.finish();
        }
    }

    @Override
    public SavedAudio saveTo(RunId runId, OutputStream target, SaveOptions options) throws TtsException {
        Arguments.given(target, "target", "Give where to write.");
        return saveTo(runId, ChannelSink.of(target), options);
    }

    @Override
    public SavedAudio saveTo(RunId runId, WritableByteChannel target, SaveOptions options) throws TtsException {
        Arguments.given(target, "target", "Give where to write.");
        return saveTo(runId, ChannelSink.of(target), options);
    }

    private SavedAudio saveTo(RunId runId, ChannelSink target, SaveOptions options) throws TtsException {
        Arguments.given(options, "options", "Give SaveOptions.defaults().");
        Operation operation = begin(runId);
        try {
            Download download = download(operation, options, target);
            return download.receipt(retries.run(operation, download), Optional.empty());
        } finally {
            operation.finish();
        }
    }

    private Download download(Operation operation, SaveOptions options, Sink sink) {
        PresignedObject object = new PresignedObject(operation, api, storage, sleeper, clock);
        return new Download(operation, api, object, options, sink, maxBytes);
    }

    @Override
    public CompletableFuture<AudioResult> fetchAsync(RunId runId, OutputType outputType) {
        Arguments.given(outputType, "outputType", "Give OutputType.RAW_BYTES or OutputType.FILE_URL.");
        Operation operation = begin(runId);
        return AsyncCall.start(executor, operation, () -> fetch(operation, outputType), result -> {
            if (result instanceof AudioStream stream) {
                stream.close();
            }
        });
    }

    @Override
    public CompletableFuture<SavedAudio> saveAsync(RunId runId, Path target, SaveOptions options) {
        Arguments.given(target, "target", "Give the path of the file.");
        Arguments.given(options, "options", "Give SaveOptions.defaults().");
        Operation operation = begin(runId);
        return AsyncCall.start(executor, operation, () -> save(operation, target, options), receipt -> {});
    }

    private Operation begin(RunId runId) {
        Arguments.given(runId, "runId", "Give one such as RunId.of(12345).");
        Operation operation = Operation.start(runId, timeouts.total(), this, watchdog, redaction);
        if (closed) {
            operation.finish();
            throw new IllegalStateException(
                    "This TtsResults is closed. Make one and share it for as long as it is needed.");
        }
        return operation;
    }

    @Override
    public void close() {
        closed = true;
        watchdog.cancelAll(this);
        if (ownsTransport) {
            transport.close();
        }
    }
}
