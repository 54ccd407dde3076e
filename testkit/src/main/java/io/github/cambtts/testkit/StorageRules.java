package io.github.cambtts.testkit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How storage answers: as S3 does. */
final class StorageRules {

    private static final Pattern OBJECT = Pattern.compile("/audio/([0-9]{1,19})\\.flac");
    private static final Pattern FROM = Pattern.compile("bytes=([0-9]{1,18})-");

    private final FakeCamb camb;

    StorageRules(FakeCamb camb) {
        this.camb = camb;
    }

    Answer answerTo(ReceivedRequest request) {
        Matcher object = OBJECT.matcher(request.path());
        if (!object.matches()) {
            return error(404, "NoSuchKey", "The specified key does not exist.");
        }
        long runId = Long.parseLong(object.group(1));
        return camb.scripted("storage/" + runId, () -> unscripted(request, runId));
    }

    private Answer unscripted(ReceivedRequest request, long runId) {
        if (request.header("authorization").isPresent()
                || request.header("x-api-key").isPresent()) {
            return error(400, "InvalidArgument", "Only one auth mechanism allowed");
        }
        if (!request.method().equals("GET") || !SignedUrl.isSigned(request.query())) {
            return error(403, "SignatureDoesNotMatch", "The request signature we calculated does not match.");
        }
        if (SignedUrl.isExpired(request.query(), camb.clock().instant())) {
            return expired();
        }
        Content recording = camb.recordingOf(runId);
        String etag = etag(recording);
        if (request.header("if-match").filter(wanted -> !wanted.equals(etag)).isPresent()) {
            return error(412, "PreconditionFailed", "At least one of the preconditions did not hold.");
        }
        Answer whole = Answer.status(200)
                .header("Content-Type", "audio/flac")
                .header("Accept-Ranges", "bytes")
                .header("ETag", etag)
                .header("x-amz-request-id", "FAKE" + runId);
        return request.header("range")
                .map(range -> part(whole, recording, range, runId))
                .orElseGet(() -> camb.breaking(runId, 0, whole.body(recording)));
    }

    private Answer part(Answer whole, Content recording, String range, long runId) {
        Matcher from = FROM.matcher(range);
        if (!from.matches()) {
            return whole.body(recording);
        }
        long first = Long.parseLong(from.group(1));
        return first >= recording.length()
                ? error(416, "InvalidRange", "The requested range is not satisfiable")
                : camb.breaking(runId, first, partial(whole, recording, first));
    }

    /** Makes a 206 of all bytes from a position on. */
    static Answer partial(Answer whole, Content recording, long first) {
        long last = recording.length() - 1;
        return whole.withStatus(206)
                .header("Content-Range", "bytes " + first + "-" + last + "/" + recording.length())
                .body(recording.from(first));
    }

    /** Makes the answer to a URL that has expired. */
    static Answer expired() {
        return error(403, "AccessDenied", "Request has expired");
    }

    /** Says which bytes these are; the same for the same bytes. */
    static String etag(Content recording) {
        int sum = Long.hashCode(recording.length());
        for (long position = 0; position < recording.length(); position += Math.max(recording.length() / 64, 1)) {
            sum = sum * 31 + recording.at(position);
        }
        return "\"" + Integer.toHexString(sum) + "\"";
    }

    static Answer error(int status, String code, String message) {
        return Answer.status(status)
                .header("Content-Type", "application/xml")
                .body(Content.of("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>"
                        + message + "</Message><RequestId>FAKE</RequestId></Error>"));
    }
}
