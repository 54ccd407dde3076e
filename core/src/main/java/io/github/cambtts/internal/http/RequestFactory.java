package io.github.cambtts.internal.http;

import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.TaskId;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.TaskRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Creates every request and all of its headers. The API key goes to the base URL and nowhere else. */
public final class RequestFactory {

    /** Name and version of this library, the same over every HTTP stack. */
    static final String USER_AGENT = "camb-tts/0.1.0";

    private static final String AUDIO = "audio/flac, audio/wav;q=0.9, */*;q=0.1";
    private static final String JSON = "application/json";

    private final URI baseUrl;
    private final String key;
    private final Duration connectTimeout;
    private final Map<String, String> extraHeaders;

    /**
     * Creates a factory.
     *
     * @param extraHeaders what the host adds to requests to the API, none of it reserved
     */
    public RequestFactory(URI baseUrl, String key, Duration connectTimeout, Map<String, String> extraHeaders) {
        this.baseUrl = baseUrl;
        this.key = key;
        this.connectTimeout = connectTimeout;
        this.extraHeaders = extraHeaders;
    }

    ResultRequest result(RunId runId, OutputType outputType) {
        Map<String, String> headers = toApi(outputType == OutputType.RAW_BYTES ? AUDIO : JSON);
        return new ResultRequest(baseUrl, runId.value(), outputType.wireValue(), headers, connectTimeout);
    }

    TaskRequest task(TaskId task) {
        String collection = task.isTranslation() ? "translated-tts" : "tts";
        return new TaskRequest(baseUrl, collection, task.value(), toApi(JSON), connectTimeout);
    }

    private Map<String, String> toApi(String accept) {
        Map<String, String> headers = common(accept);
        headers.put("x-api-key", key);
        headers.putAll(extraHeaders);
        return Collections.unmodifiableMap(headers);
    }

    /**
     * Asks for an object from a position on (RFC 9110, section 14.2): for the version with that ETag, unless the position
     * is 0 or the ETag is empty.
     */
    StorageRequest storage(URI url, long position, String etag) {
        Map<String, String> headers = common(AUDIO);
        if (position > 0) {
            headers.put("Range", "bytes=" + position + "-");
            if (!etag.isEmpty()) {
                headers.put("If-Match", etag);
            }
        }
        headers.putAll(SignedHeaders.known(url, headers.keySet()));
        return new StorageRequest(asSent(url), Collections.unmodifiableMap(headers), connectTimeout);
    }

    /** Returns a URL in a form that every HTTP stack sends unchanged: without a fragment or an empty query. */
    private static URI asSent(URI url) {
        String query = url.getRawQuery();
        return URI.create(url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath()
                + (query == null || query.isEmpty() ? "" : "?" + query));
    }

    /** Compression would make lengths and ranges meaningless, so it is refused. */
    private static Map<String, String> common(String accept) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", accept);
        headers.put("Accept-Encoding", "identity");
        headers.put("User-Agent", USER_AGENT);
        return headers;
    }
}
