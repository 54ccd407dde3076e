package io.github.cambtts.testkit.contract;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The transports and responses of those {@link Flaw}s that need more than a few lines. */
final class Flawed {

    private Flawed() {}

    /** Caches the response of each URL. */
    static final class CachingTransport extends PlainTransport {

        private final Map<URI, byte[]> bodies = new ConcurrentHashMap<>();

        CachingTransport(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = super.get(request, signal);
            byte[] body = Flaw.wholeBody(response);
            byte[] cached = bodies.computeIfAbsent(request.url(), url -> body);
            return Flaw.withBody(response, cached);
        }
    }

    /** Ends after it has thrown. */
    static final class EndsAfterAnError extends AlteredResponse {

        private boolean broken;

        EndsAfterAnError(TransportResponse response) {
            super(response);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (broken) {
                return -1;
            }
            try {
                return super.read(target);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }
    }

    /** Throws when it is closed again. */
    static final class ClosesOnce extends PlainTransport {

        private final AtomicBoolean closed = new AtomicBoolean();

        ClosesOnce(NetworkSettings network) {
            super(network);
        }

        @Override
        public void close() {
            if (closed.getAndSet(true)) {
                throw new IllegalStateException("closed already");
            }
            super.close();
        }
    }

    /**
     * Allows a limited number of concurrent exchanges. Gives up after a while, so that the case ends before its
     * limit.
     */
    static final class LimitedTransport extends PlainTransport {

        private final Semaphore free;
        private final boolean untilClosed;

        LimitedTransport(NetworkSettings network, int limit, boolean untilClosed) {
            super(network);
            free = new Semaphore(limit);
            this.untilClosed = untilClosed;
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            try {
                if (!free.tryAcquire(2, TimeUnit.SECONDS)) {
                    throw new IOException("no connection is free");
                }
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
            AtomicBoolean released = new AtomicBoolean();
            Runnable release = () -> {
                if (!released.getAndSet(true)) {
                    free.release();
                }
            };
            try {
                TransportResponse response = super.get(request, signal);
                if (!untilClosed) {
                    return response;
                }
                return new AlteredResponse(response) {
                    @Override
                    public void close() {
                        super.close();
                        release.run();
                    }
                };
            } finally {
                if (!untilClosed) {
                    release.run();
                }
            }
        }
    }

    /** An abort ends all active exchanges of the transport. */
    static final class AbortingTransport extends PlainTransport {

        private final List<TransportResponse> underWay = Collections.synchronizedList(new ArrayList<>());

        AbortingTransport(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = super.get(request, signal);
            underWay.add(response);
            signal.onAbort(() -> List.copyOf(underWay).forEach(TransportResponse::close));
            return response;
        }
    }

    /** Shows the document that it cannot decode. */
    static final class ShowingDecoder extends PlainTransport {

        ShowingDecoder(NetworkSettings network) {
            super(network);
        }

        @Override
        public JsonDecoder jsonDecoder() {
            return json -> {
                try {
                    return super.jsonDecoder().decode(json);
                } catch (IOException e) {
                    throw new IOException("cannot decode " + json);
                }
            };
        }
    }

    /** Closes the latest response when another is closed again. */
    static final class ClosingTransport extends PlainTransport {

        private final List<TransportResponse> responses = Collections.synchronizedList(new ArrayList<>());

        ClosingTransport(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = super.get(request, signal);
            responses.add(response);
            AtomicBoolean closed = new AtomicBoolean();
            return new AlteredResponse(response) {
                @Override
                public void close() {
                    super.close();
                    if (closed.getAndSet(true)) {
                        responses.get(responses.size() - 1).close();
                    }
                }
            };
        }
    }

    /** Closes nothing if an exchange is under way when it is closed. */
    static final class KeepingTransport extends PlainTransport {

        private final AtomicInteger underWay = new AtomicInteger();

        KeepingTransport(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = super.get(request, signal);
            underWay.incrementAndGet();
            return new AlteredResponse(response) {
                @Override
                public void close() {
                    super.close();
                    underWay.decrementAndGet();
                }
            };
        }

        @Override
        public void close() {
            if (underWay.get() == 0) {
                super.close();
            }
        }
    }

    /** Ends the exchanges of all transports when one is closed. */
    static final class EndingTransport extends PlainTransport {

        private static final List<TransportResponse> UNDER_WAY = Collections.synchronizedList(new ArrayList<>());

        EndingTransport(NetworkSettings network) {
            super(network);
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = super.get(request, signal);
            UNDER_WAY.add(response);
            return response;
        }

        @Override
        public void close() {
            List.copyOf(UNDER_WAY).forEach(TransportResponse::close);
            super.close();
        }
    }

    /** Shows the request if an exchange fails with an exception of one type. */
    static <E extends IOException> Breakage showing(Class<E> type, Function<String, E> wrong) {
        return Breakage.call((right, request, signal) -> {
            String shown = "failed: " + request.url() + " " + request.headers();
            try {
                return new AlteredResponse(right.get(request, signal)) {
                    @Override
                    public int read(ByteBuffer target) throws IOException {
                        try {
                            return super.read(target);
                        } catch (IOException e) {
                            throw isOf(type, e) ? wrong.apply(shown) : e;
                        }
                    }
                };
            } catch (IOException e) {
                throw isOf(type, e) ? wrong.apply(shown) : e;
            }
        });
    }

    private static boolean isOf(Class<?> type, Throwable thrown) {
        return type.isInstance(thrown) || (thrown.getCause() != null && isOf(type, thrown.getCause()));
    }

    /** Works in threads that an abort does not end: it wakes only the caller. */
    static final class LeavingTransport extends PlainTransport {

        LeavingTransport(NetworkSettings network) {
            super(network);
        }

        private static <T> T awaiting(AbortSignal signal, Callable<T> work) throws IOException {
            CompletableFuture<T> done = new CompletableFuture<>();
            signal.onAbort(() -> done.completeExceptionally(new IOException("aborted")));
            Flaw.startThread(() -> {
                try {
                    done.complete(work.call());
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
            try {
                return done.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException fault ? fault : new IOException(e.getCause());
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            TransportResponse response = awaiting(signal, () -> super.get(request, new AbortSignal()));
            return new AlteredResponse(response) {
                @Override
                public int read(ByteBuffer target) throws IOException {
                    return awaiting(signal, () -> super.read(target));
                }
            };
        }
    }

    /** Throws when it is read after its end. */
    static final class EndsOnce extends AlteredResponse {

        private boolean ended;

        EndsOnce(TransportResponse response) {
            super(response);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (ended) {
                throw new IOException("already at the end");
            }
            int read = super.read(target);
            ended = read < 0;
            return read;
        }
    }

    /** Throws when it is closed again. */
    static final class ClosedOnce extends AlteredResponse {

        private boolean closed;

        ClosedOnce(TransportResponse response) {
            super(response);
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed already");
            }
            closed = true;
            super.close();
        }
    }

    /** Reads up to 1 MiB of the rest before it closes, like a stack that wants to reuse its connection. */
    static final class DrainedResponse extends AlteredResponse {

        private static final int MAX_BYTES = 1 << 20;

        DrainedResponse(TransportResponse response) {
            super(response);
        }

        @Override
        public void close() {
            ByteBuffer left = ByteBuffer.allocate(MAX_BYTES);
            try {
                while (left.hasRemaining() && read(left) >= 0) {
                    left.limit(left.capacity());
                }
            } catch (IOException e) {
                // The body cannot be read further.
                left.clear();
            }
            super.close();
        }
    }
}
