package io.github.cambtts.internal;

import static java.util.Objects.requireNonNull;

import io.github.cambtts.AudioLink;
import io.github.cambtts.AudioResult;
import io.github.cambtts.AudioStream;
import io.github.cambtts.CallListener.Purpose;
import io.github.cambtts.CallOptions;
import io.github.cambtts.CallSubject;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TaskId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.call.AsyncCall;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.call.CallThreads;
import io.github.cambtts.internal.call.RetryLoop;
import io.github.cambtts.internal.call.Time;
import io.github.cambtts.internal.call.Watchdog;
import io.github.cambtts.internal.http.AudioBody;
import io.github.cambtts.internal.http.Exchanges;
import io.github.cambtts.internal.http.ReceivedAudio;
import io.github.cambtts.internal.http.ResultEndpoint;
import io.github.cambtts.internal.http.Service;
import io.github.cambtts.internal.http.TaskWait;
import io.github.cambtts.internal.save.Save;
import io.github.cambtts.internal.text.Redaction;
import io.github.cambtts.internal.time.VirtualTime;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Implements the driving port over a transport: connects the classes that hold the rules, and holds none itself. */
public final class DefaultTtsResults implements TtsResults {

    private final ClientSettings settings;
    private final Service service;
    private final boolean ownsTransport;
    private final Redaction redaction;
    private final Time time;
    private final Executor executor;
    private final Watchdog watchdog = Watchdog.shared();
    private volatile boolean closed;

    public DefaultTtsResults(ClientSettings settings, Service service, boolean ownsTransport) {
        this(
                settings,
                service,
                ownsTransport,
                service.transport() instanceof VirtualTime virtual ? Time.of(virtual) : Time.REAL);
    }

    DefaultTtsResults(ClientSettings settings, Service service, boolean ownsTransport, Time time) {
        this.settings = settings;
        this.service = service;
        this.ownsTransport = ownsTransport;
        this.redaction = Redaction.of(service.apiKey());
        this.time = time;
        this.executor = settings.executor() == null ? CallThreads.newExecutor() : settings.executor();
    }

    @Override
    public AudioStream open(RunId runId, CallOptions options) throws TtsException {
        return open(begin(runId, Purpose.OPEN, options));
    }

    @Override
    public CompletableFuture<AudioStream> openAsync(RunId runId, CallOptions options) {
        Call call = begin(runId, Purpose.OPEN, options);
        return AsyncCall.start(executor, call, () -> open(call));
    }

    @Override
    public AudioLink link(RunId runId, CallOptions options) throws TtsException {
        return link(begin(runId, Purpose.LINK, options));
    }

    @Override
    public CompletableFuture<AudioLink> linkAsync(RunId runId, CallOptions options) {
        Call call = begin(runId, Purpose.LINK, options);
        return AsyncCall.start(executor, call, () -> link(call));
    }

    @Override
    public CompletableFuture<AudioResult> fetchAsync(RunId runId, OutputType outputType, CallOptions options) {
        boolean isLink = requireNonNull(outputType, "outputType") == OutputType.FILE_URL;
        Call call = begin(runId, isLink ? Purpose.LINK : Purpose.OPEN, options);
        return AsyncCall.start(executor, call, () -> isLink ? link(call) : open(call));
    }

    @Override
    public SavedAudio save(RunId runId, Path target, SaveOptions options) throws TtsException {
        requireNonNull(target, "target");
        return save(begin(runId, options), target, options);
    }

    @Override
    public CompletableFuture<SavedAudio> saveAsync(RunId runId, Path target, SaveOptions options) {
        requireNonNull(target, "target");
        Call call = begin(runId, options);
        return AsyncCall.start(executor, call, () -> save(call, target, options));
    }

    @Override
    public SavedAudio saveTo(RunId runId, OutputStream target, SaveOptions options) throws TtsException {
        requireNonNull(target, "target");
        return saveTo(begin(runId, options), target, options);
    }

    @Override
    public CompletableFuture<SavedAudio> saveToAsync(RunId runId, OutputStream target, SaveOptions options) {
        requireNonNull(target, "target");
        Call call = begin(runId, options);
        return AsyncCall.start(executor, call, () -> saveTo(call, target, options));
    }

    @Override
    public RunId await(TaskId task, CallOptions options) throws TtsException {
        return await(begin(task, options));
    }

    @Override
    public CompletableFuture<RunId> awaitAsync(TaskId task, CallOptions options) {
        Call call = begin(task, options);
        return AsyncCall.start(executor, call, () -> await(call));
    }

    private Call begin(RunId runId, SaveOptions options) {
        return begin(runId, Purpose.SAVE, requireNonNull(options, "options").call());
    }

    private Call begin(TaskId task, CallOptions options) {
        if (!redaction.clean(requireNonNull(task, "task").value()).equals(task.value())) {
            throw new IllegalArgumentException(
                    "The task id holds the API key. Give the task_id that the API returned.");
        }
        return begin(task, Purpose.WAIT, options);
    }

    private Call begin(RunId runId, Purpose purpose, CallOptions options) {
        return begin((CallSubject) requireNonNull(runId, "runId"), purpose, options);
    }

    private Call begin(CallSubject subject, Purpose purpose, CallOptions options) {
        Call call = Call.start(
                subject,
                purpose,
                settings.forCall(requireNonNull(options, "options"), time),
                redaction,
                this,
                watchdog);
        if (closed) {
            call.forget();
            throw new IllegalStateException(
                    "This TtsResults is closed. Create one and share it for as long as it is needed.");
        }
        return call;
    }

    private AudioLink link(Call call) throws TtsException {
        return finishing(call, () -> new RetryLoop(call).run(api(call)::link));
    }

    private SavedAudio save(Call call, Path target, SaveOptions options) throws TtsException {
        return finishing(call, () -> new Save(call, new Exchanges(service, call), options).to(target));
    }

    private SavedAudio saveTo(Call call, OutputStream target, SaveOptions options) throws TtsException {
        return finishing(call, () -> new Save(call, new Exchanges(service, call), options).to(target));
    }

    private RunId await(Call call) throws TtsException {
        return finishing(call, () -> new TaskWait(call, api(call)).await());
    }

    private ResultEndpoint api(Call call) {
        return new ResultEndpoint(new Exchanges(service, call));
    }

    /** Runs a call that ends when it returns or throws. */
    private static <T> T finishing(Call call, RetryLoop.Attempt<T> work) throws TtsException {
        @Nullable ErrorKind failure = ErrorKind.CANCELLED;
        try {
            call.check();
            T result = work.run();
            failure = null;
            return result;
        } catch (TtsException e) {
            failure = e.kind();
            throw e;
        } finally {
            call.finish(failure);
        }
    }

    /** Hands the call over to the stream, which finishes it. */
    private AudioStream open(Call call) throws TtsException {
        ErrorKind failure = ErrorKind.CANCELLED;
        boolean handedOver = false;
        try {
            AudioBody body =
                    new RetryLoop(call).run(() -> AudioBody.begin(api(call).audio()));
            try {
                AudioStream stream = ReceivedAudio.handOut(body);
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
                call.finish(failure);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        watchdog.cancelAll(this);
        if (ownsTransport) {
            service.transport().close();
        }
    }
}
