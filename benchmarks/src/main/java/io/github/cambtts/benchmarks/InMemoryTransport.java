package io.github.cambtts.benchmarks;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Returns a response without I/O, so that only the cost of core is measured. */
final class InMemoryTransport implements Transport {

    private final Transport codec;
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;

    InMemoryTransport(Transport codec, int status, String mediaType, byte[] body) {
        this.codec = codec;
        this.status = status;
        this.headers =
                Map.of("content-type", List.of(mediaType), "content-length", List.of(Integer.toString(body.length)));
        this.body = body;
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) {
        ByteBuffer unread = ByteBuffer.wrap(body);
        return new TransportResponse() {
            @Override
            public int status() {
                return status;
            }

            @Override
            public List<String> headers(String name) {
                return headers.getOrDefault(name, List.of());
            }

            @Override
            public int read(ByteBuffer target) {
                int count = Math.min(unread.remaining(), target.remaining());
                if (count == 0) {
                    return -1;
                }
                target.put(unread.slice(unread.position(), count));
                unread.position(unread.position() + count);
                return count;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return codec.jsonDecoder();
    }

    @Override
    public void close() {}
}
