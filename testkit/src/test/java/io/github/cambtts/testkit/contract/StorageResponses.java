package io.github.cambtts.testkit.contract;

import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import java.util.Arrays;

/** Responses of the storage behind presigned URLs, for scripts. */
final class StorageResponses {

    private StorageResponses() {}

    /** Returns a strong ETag: different for different bytes. */
    static String etag(Content recording) {
        return "\"" + Arrays.hashCode(recording.bytes()) + "\"";
    }

    /** Makes a 206 with all bytes from a position on. */
    static FakeResponse partial(FakeResponse whole, Content recording, long first) {
        return whole.withStatus(206)
                .header("Content-Range", "bytes " + first + "-" + (recording.length() - 1) + "/" + recording.length())
                .body(recording.from(first));
    }

    /** Makes an error in S3's XML format. */
    static FakeResponse error(int status, String code, String message) {
        return FakeResponse.status(status)
                .header("Content-Type", "application/xml")
                .body(Content.of("<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>"));
    }

    /** Makes the response to a URL that has expired. */
    static FakeResponse expired() {
        return error(403, "AccessDenied", "Request has expired");
    }
}
