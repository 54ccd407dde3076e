package io.github.cambtts.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Responses of the storage behind presigned URLs. */
final class StorageResponses {

    private static final int ETAG_DIGITS = 32;

    private StorageResponses() {}

    static FakeResponse partial(FakeResponse whole, Content recording, ByteRange range) {
        return whole.withStatus(206)
                .header("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + recording.length())
                .body(recording.part(range.first(), range.length()));
    }

    /** Makes the response to a URL that has expired. */
    static FakeResponse expired() {
        return error(403, "AccessDenied", "Request has expired");
    }

    static FakeResponse expired(Instant expiry, Instant now) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("Expires", expiry.toString());
        details.put("ServerTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        return error(403, "AccessDenied", "Request has expired", details);
    }

    static FakeResponse unsatisfiable(String range, long length) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("RangeRequested", range);
        details.put("ActualObjectSize", Long.toString(length));
        return error(416, "InvalidRange", "The requested range is not satisfiable", details);
    }

    /**
     * Returns the strong ETag of a recording: different for different bytes, the same for the same bytes in memory and for
     * recordings that were made by the same calls.
     */
    static String etag(Content recording) {
        byte[] definition = recording.definition().getBytes(StandardCharsets.UTF_8);
        return "\"" + Content.sha256(definition).substring(0, ETAG_DIGITS) + "\"";
    }

    /** Makes an error in S3's XML format. */
    static FakeResponse error(int status, String code, String message) {
        return error(status, code, message, Map.of());
    }

    private static FakeResponse error(int status, String code, String message, Map<String, String> details) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>");
        add(xml, "Code", code);
        add(xml, "Message", message);
        details.forEach((name, value) -> add(xml, name, value));
        add(xml, "RequestId", "FAKE");
        add(xml, "HostId", "FAKE");
        return FakeResponse.status(status)
                .header("Content-Type", "application/xml")
                .body(Content.of(xml.append("</Error>").toString()));
    }

    private static void add(StringBuilder xml, String name, String value) {
        String escaped = value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
        xml.append("<" + name + ">" + escaped + "</" + name + ">");
    }
}
