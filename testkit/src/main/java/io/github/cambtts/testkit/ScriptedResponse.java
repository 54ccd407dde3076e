package io.github.cambtts.testkit;

import io.github.cambtts.transport.TransportResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A {@link FakeResponse} in memory. */
final class ScriptedResponse implements TransportResponse {

    private static final int PIECE_BYTES = 16 * 1024;
    private static final long POLL_MILLIS = 5;

    private final FakeResponse answer;
    private final CountDownLatch aborted;
    private final byte[] piece = new byte[PIECE_BYTES];
    private long position;
    private boolean faulty;

    ScriptedResponse(FakeResponse answer, CountDownLatch aborted) {
        this.answer = answer;
        this.aborted = aborted;
        this.faulty = answer.fault() != FakeResponse.Fault.NONE;
    }

    @Override
    public int status() {
        return answer.status();
    }

    @Override
    public List<String> headers(String name) {
        return answer.headers(false).stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(FakeResponse.Header::value)
                .toList();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (isAbortedWithin(0)) {
            throw new IOException("aborted");
        }
        if (faulty && position == answer.faultPosition()) {
            fail();
        }
        long end = faulty ? answer.faultPosition() : answer.body().length();
        int count = (int) Math.min(Math.min(end - position, target.remaining()), answer.burstBytes(PIECE_BYTES));
        if (count == 0) {
            return -1;
        }
        if (isAbortedWithin(answer.pauseMillis(count))) {
            throw new IOException("aborted");
        }
        answer.body().copy(position, piece, count);
        target.put(piece, 0, count);
        position += count;
        return count;
    }

    private void fail() throws IOException {
        switch (answer.fault()) {
            case RESET -> throw new SocketException("Connection reset");
            case STALL -> stall();
            default -> {
                if (answer.framing() != FakeResponse.Framing.CLOSE) {
                    throw new EOFException("cut as scripted");
                }
            }
        }
    }

    private void stall() throws IOException {
        try {
            while (!aborted.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (answer.pause().await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    faulty = false;
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("aborted");
    }

    private boolean isAbortedWithin(long millis) {
        try {
            return aborted.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        aborted.countDown();
    }
}
