package io.github.cambtts.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Writes the body of a {@link FakeResponse} to a connection, in constant memory. */
final class FakeResponseBody {

    private static final int PIECE_BYTES = 16 * 1024;
    private static final long POLL_MILLIS = 20;

    private final FakeResponse answer;
    private final boolean chunked;
    private final OutputStream out;
    private final ClientWatch watch;

    private FakeResponseBody(FakeResponse answer, boolean chunked, OutputStream out, ClientWatch watch) {
        this.answer = answer;
        this.chunked = chunked;
        this.out = out;
        this.watch = watch;
    }

    /** Notices during a pause that the response is no longer needed. */
    interface ClientWatch {

        /**
         * Waits, but returns early if the server closes or the client is gone.
         *
         * @return whether the server closes or the client is gone
         * @throws IOException if the connection broke
         */
        boolean isGoneWithin(long millis) throws IOException, InterruptedException;
    }

    /** How writing ended, which decides what happens to the connection. */
    enum Ending {
        /** Everything was written except the last chunk. */
        WHOLE,
        /** The connection must be closed. */
        CUT,
        /** The connection must be reset. */
        RESET
    }

    /**
     * Writes and flushes the part of the body that is sent.
     *
     * @param chunked whether to write chunks; the caller writes the last chunk
     * @param watch ends pauses
     * @throws IOException if the client is gone or the server closes
     */
    static Ending write(FakeResponse answer, boolean chunked, OutputStream out, ClientWatch watch)
            throws IOException, InterruptedException {
        return new FakeResponseBody(answer, chunked, out, watch).write();
    }

    private Ending write() throws IOException, InterruptedException {
        long position = answer.faultPosition();
        write(0, position);
        if (answer.fault() == FakeResponse.Fault.STALL) {
            out.flush();
            stall();
            write(position, answer.body().length());
        }
        out.flush();
        return switch (answer.fault()) {
            case CUT -> Ending.CUT;
            case RESET -> Ending.RESET;
            default -> Ending.WHOLE;
        };
    }

    private void write(long from, long to) throws IOException, InterruptedException {
        int burst = answer.burstBytes(PIECE_BYTES);
        byte[] piece = new byte[(int) Math.min(burst, Math.max(to - from, 0))];
        for (long position = from; position < to; position += burst) {
            int count = (int) Math.min(burst, to - position);
            answer.body().copy(position, piece, count);
            if (chunked) {
                out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(piece, 0, count);
            if (chunked) {
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            long pause = answer.pauseMillis(count);
            if (pause > 0) {
                out.flush();
                if (watch.isGoneWithin(pause)) {
                    throw new IOException("the client is gone or the server closes");
                }
            }
        }
    }

    private void stall() throws IOException, InterruptedException {
        while (!watch.isGoneWithin(POLL_MILLIS)) {
            if (answer.pause().await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        throw new IOException("the client is gone or the server closes");
    }
}
