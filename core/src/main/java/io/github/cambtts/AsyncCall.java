package io.github.cambtts;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** A call in another thread; cancelling the future ends the call, not only the waiting for it. */
final class AsyncCall<T> extends CompletableFuture<T> {

    private final Operation operation;

    private AsyncCall(Operation operation) {
        this.operation = operation;
    }

    /**
     * Starts a call.
     *
     * @param discard releases a result that nobody will ever see, since the future was cancelled before it came
     */
    static <T> CompletableFuture<T> start(
            Executor executor, Operation operation, RetryLoop.Attempt<T> call, Consumer<T> discard) {
        AsyncCall<T> future = new AsyncCall<>(operation);
        try {
            executor.execute(() -> future.run(call, discard));
        } catch (RejectedExecutionException e) {
            operation.finish();
            future.completeExceptionally(e);
        }
        return future;
    }

    private void run(RetryLoop.Attempt<T> call, Consumer<T> discard) {
        try {
            T result = call.run();
            if (!complete(result)) {
                discard.accept(result);
            }
        } catch (Throwable e) {
            completeExceptionally(e);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            operation.cancel();
        }
        return cancelled;
    }

    /** A stage derived from this one is an ordinary future. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
