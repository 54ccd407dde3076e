package io.github.cambtts.testkit;

import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.SocketEffect;
import okio.BufferedSink;

/** An {@link Answer} as the mock web server sends it, in constant memory. */
final class WireAnswer implements MockResponseBody {

    private static final int PIECE_BYTES = 16 * 1024;
    private static final long LOOK_MILLIS = 20;

    private final Answer answer;
    private final boolean http2;
    private final Gate closing;

    private WireAnswer(Answer answer, boolean http2, Gate closing) {
        this.answer = answer;
        this.http2 = http2;
        this.closing = closing;
    }

    static MockResponse of(Answer answer, boolean http2, Gate closing) {
        MockResponse.Builder response = new MockResponse.Builder().code(answer.status());
        switch (answer.fault()) {
            case CLOSED_BEFORE_HEADERS -> response.onResponseStart(new SocketEffect.CloseSocket());
            default -> response.body(new WireAnswer(answer, http2, closing));
        }
        // After the body, which sets a length of its own.
        response.clearHeaders();
        answer.headers(http2).forEach(header -> response.addHeaderLenient(header.name(), header.value()));
        if (answer.framing() == Answer.Framing.CLOSE && !http2) {
            response.onResponseEnd(new SocketEffect.CloseSocket());
        }
        return response.build();
    }

    @Override
    public long getContentLength() {
        return -1;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        if (answer.body().length() == 0 && answer.framing() == Answer.Framing.LENGTH) {
            return;
        }
        long position = answer.faultPosition();
        write(sink, 0, position);
        switch (answer.fault()) {
            case CUT -> {
                if (http2) {
                    sink.flush();
                    return;
                }
                ResettableSockets.end(ResettableSockets.Ending.CLOSE, sink);
            }
            case RESET -> ResettableSockets.end(ResettableSockets.Ending.RESET, sink);
            case STALL -> {
                sink.flush();
                stall();
                write(sink, position, answer.body().length());
            }
            default -> {}
        }
        if (isChunked()) {
            // The mock web server adds the trailers, and so the last line.
            sink.writeUtf8("0\r\n");
        }
        sink.flush();
    }

    private boolean isChunked() {
        return answer.framing() == Answer.Framing.CHUNKED && !http2;
    }

    private void write(BufferedSink sink, long from, long to) throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE_BYTES, Math.max(to - from, 0))];
        for (long position = from; position < to; position += PIECE_BYTES) {
            int count = (int) Math.min(PIECE_BYTES, to - position);
            answer.body().copy(position, piece, count);
            if (isChunked()) {
                sink.writeHexadecimalUnsignedLong(count).writeUtf8("\r\n");
            }
            sink.write(piece, 0, count);
            if (isChunked()) {
                sink.writeUtf8("\r\n");
            }
        }
    }

    private void stall() throws IOException {
        try {
            while (!closing.awaitMillis(LOOK_MILLIS)) {
                if (answer.gate().isPresent() && answer.gate().get().awaitMillis(LOOK_MILLIS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("the server closes");
    }
}
