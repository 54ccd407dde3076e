package com.example.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Parses status line and headers. HttpClient's own parser skips lines that are not HTTP (T30), has no limits (T31), and accepts
 * headers that end early (T29).
 */
final class StrictParser extends DefaultHttpResponseParser {

    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(64 * 1024)
            .setMaxHeaderCount(1_000)
            .build();

    private StrictParser() {
        super(BOUNDS);
    }

    static ManagedHttpClientConnectionFactory connectionFactory() {
        return ManagedHttpClientConnectionFactory.builder()
                // For chunk sizes and trailers.
                .http1Config(BOUNDS)
                .responseParserFactory(unused -> new StrictParser())
                .build();
    }

    @Override
    public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in) throws IOException, HttpException {
        return super.parse(buffer, new FilterInputStream(in) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = super.read(target, offset, length);
                if (read < 0) {
                    throw new IOException("The connection ended within the headers");
                }
                return read;
            }
        });
    }
}
