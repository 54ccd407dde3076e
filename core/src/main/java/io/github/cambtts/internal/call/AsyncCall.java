package io.github.cambtts.internal.call;

import io.github.cambtts.ErrorKind;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The future of a call in another thread. Whatever completes the future before the call does (cancelling, a time limit
 * or a value of the host) also ends the call; once the call has begun to commit, nothing ends it.
 */
public final class AsyncCall<T> extends CompletableFuture<T> {

    private final Operation operation;

    private AsyncCall(Operation operation) {
        this.operation = operation;
    }

    /**
     * Starts a call. If the executor never starts it, the future ends with the operation.
     *
     * @param discard releases a result that nobody receives, because the future was completed before
     */
    public static <T> CompletableFuture<T> start(
            Executor executor, Operation operation, RetryLoop.Attempt<T> call, Consumer<T> discard) {
        AsyncCall<T> future = new AsyncCall<>(operation);
        operation.waitForThread(future::fail);
        try {
            executor.execute(() -> future.run(call, discard));
        } catch (Throwable e) {
            if (operation.takeThread()) {
                operation.finish(ErrorKind.CANCELLED);
            }
            future.completeExceptionally(e);
        }
        return future;
    }

    private void run(RetryLoop.Attempt<T> call, Consumer<T> discard) {
        if (!operation.takeThread()) {
            return;
        }
        try {
            T result = call.run();
            if (!operation.settle() || !super.complete(result)) {
                discard.accept(result);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Completes the future with the call's own failure, unless the host has claimed its end. */
    private void fail(Throwable reason) {
        if (operation.settle()) {
            super.completeExceptionally(reason);
        }
    }

    /**
     * Completes the future for the host, and ends the call; false if it is too late for that. The call is ended first:
     * completing the future runs the host's dependent stages, which may take long.
     */
    private boolean end(BooleanSupplier ending) {
        if (isDone() || !operation.claimEnd()) {
            return false;
        }
        boolean ended;
        try {
            boolean unused = operation.cancel();
        } finally {
            ended = ending.getAsBoolean();
        }
        return ended;
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

    @Override
    public void obtrudeValue(T value) {
        boolean ended = end(() -> {
            super.obtrudeValue(value);
            return true;
        });
        if (!ended) {
            super.obtrudeValue(value);
        }
    }

    @Override
    public void obtrudeException(Throwable reason) {
        Objects.requireNonNull(reason);
        boolean ended = end(() -> {
            super.obtrudeException(reason);
            return true;
        });
        if (!ended) {
            super.obtrudeException(reason);
        }
    }

    /** A stage derived from this one is an ordinary future. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
