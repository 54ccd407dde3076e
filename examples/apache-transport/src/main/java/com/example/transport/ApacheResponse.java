package com.example.transport;

import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.NameValuePair;

/** A response. Its body is read from the connection. */
final class ApacheResponse implements TransportResponse {

    private static final int MAX_READ_BYTES = 16 * 1024;

    private final HttpGet get;
    private final ClassicHttpResponse response;
    private final InputStream body;
    private final long length;
    private long received;
    private boolean ended;
    private boolean broken;

    ApacheResponse(HttpGet get, ClassicHttpResponse response) throws IOException {
        ApacheErrors.rejectWhatIsNotHttp(response);
        this.get = get;
        this.response = response;
        this.body = response.getEntity() == null
                ? InputStream.nullInputStream()
                : response.getEntity().getContent();
        this.length = response.getEntity() == null ? 0 : response.getEntity().getContentLength();
        endIfWhole();
    }

    @Override
    public int status() {
        return response.getCode();
    }

    @Override
    public List<String> headers(String name) {
        return Arrays.stream(response.getHeaders(name))
                .map(NameValuePair::getValue)
                .toList();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (broken) {
            // T13: HttpClient would say that the body has ended.
            throw new IOException("The body is incomplete.");
        }
        // T12: a direct buffer has no array.
        byte[] bytes = new byte[Math.min(target.remaining(), MAX_READ_BYTES)];
        try {
            int read = ended ? -1 : body.read(bytes);
            ended |= read < 0;
            if (read > 0) {
                target.put(bytes, 0, read);
                received += read;
                endIfWhole();
            }
            return read;
        } catch (IOException | RuntimeException e) {
            broken = true;
            throw ApacheErrors.translated(e);
        }
    }

    /** T14: HttpClient releases the connection only when a read returns -1. */
    private void endIfWhole() throws IOException {
        if (received == length) {
            ended = body.read() < 0;
        }
    }

    /** T16: HttpClient's close() would read the rest of the body. */
    @Override
    public void close() {
        if (!ended) {
            // T12: a later read must not find an end.
            broken = true;
            get.abort();
        }
    }
}
