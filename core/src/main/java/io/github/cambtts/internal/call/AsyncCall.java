package io.github.cambtts.internal.call;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The future of a call in another thread. Whatever completes the future before the call does (cancelling, a time limit
 * or a value of the host) also ends the call; once the call has begun to commit, nothing ends it.
 */
public final class AsyncCall<T> extends CompletableFuture<T> {

    private final Call call;

    private AsyncCall(Call call) {
        this.call = call;
    }

    /**
     * Starts a call. If the executor never starts it, its limit or its cancelling ends it.
     *
     * @param work the call itself, which first checks whether the call is over
     */
    public static <T> CompletableFuture<T> start(Executor executor, Call call, RetryLoop.Attempt<T> work) {
        AsyncCall<T> future = new AsyncCall<>(call);
        call.queue(() -> future.run(work));
        try {
            executor.execute(call::runQueued);
        } catch (Throwable e) {
            if (call.leaveQueue()) {
                call.finish(ErrorKind.CANCELLED);
            }
            future.completeExceptionally(e);
        }
        return future;
    }

    private void run(RetryLoop.Attempt<T> work) {
        try {
            T result = work.run();
            if ((!call.settle() || !super.complete(result)) && result instanceof AudioStream nobodys) {
                nobodys.close();
            }
        } catch (Throwable e) {
            if (call.settle()) {
                super.completeExceptionally(e);
            }
        }
    }

    /**
     * Completes the future for the host, and ends the call; false if it is too late for that. The call is ended first:
     * completing the future runs the host's dependent stages, which may take long.
     */
    private boolean end(BooleanSupplier completing) {
        if (isDone() || !call.abandon()) {
            return false;
        }
        boolean completed;
        try {
            boolean unused = call.cancel();
        } finally {
            completed = completing.getAsBoolean();
        }
        return completed;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return end(() -> super.cancel(mayInterruptIfRunning)) || isCancelled();
    }

    /** {@inheritDoc} Called by {@link #completeOnTimeout} too. */
    @Override
    public boolean complete(T value) {
        return end(() -> super.complete(value));
    }

    /** {@inheritDoc} Called by {@link #orTimeout} too, with a {@link TimeoutException}. */
    @Override
    public boolean completeExceptionally(Throwable reason) {
        Objects.requireNonNull(reason);
        return end(() -> super.completeExceptionally(reason));
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        executor.execute(() -> {
            try {
                complete(supplier.get());
            } catch (Throwable e) {
                completeExceptionally(e);
            }
        });
        return this;
    }

    /** A stage derived from this one is an ordinary future. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
