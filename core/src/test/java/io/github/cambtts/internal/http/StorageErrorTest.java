package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.StubTransport;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageErrorTest {

    private static final String AZURE = "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error>"
            + "<Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request. Make sure the value"
            + " of Authorization header is formed correctly including the signature.\nRequestId:e0\nTime:2026-11-22T12:00Z"
            + "</Message><AuthenticationErrorDetail>%s</AuthenticationErrorDetail></Error>";

    private static StatusException failure(int status, String xml) {
        TtsResults results = StubTransport.storage(
                "https://camb.example/apis",
                "https://s.example/a",
                StubTransport.answer(status, Map.of("content-type", List.of("application/xml")), xml));
        SaveOptions options = SaveOptions.defaults().withOutputType(OutputType.FILE_URL);
        return assertThrows(
                StatusException.class, () -> results.saveTo(RunId.of(1), OutputStream.nullOutputStream(), options));
    }

    private static boolean isExpiry(String xml) {
        return StorageError.parse(xml).isExpiry();
    }

    private static String error(String code, String message) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>" + message
                + "</Message><RequestId>0123</RequestId></Error>";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Error><Code>AccessDenied</Code><Message>Request has expired</Message><X-Amz-Expires>60</X-Amz-Expires></Error>",
                "<Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>",
                "<Error><Message>Request has expired</Message><Code>AccessDenied</Code></Error>",
                "<Error>\n  <Code>\n AccessDenied </Code>\n  <Message> Request has expired </Message>\n</Error>",
                "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>",
                "<Error><Code>ExpiredRequest</Code><Message>Request has expired</Message></Error>",
                "<Error><Code>RequestExpired</Code><Message>no</Message></Error>",
                "\uFEFF<?xml version='1.0' encoding='UTF-8'?><Error><Code>ExpiredToken</Code><Message>Invalid argument.</Message>"
                        + "<Details>The provided token has expired. Request signature expired at: 2026-11-22</Details></Error>",
            })
    void anExpiredUrlIsRecognizedByTheErrorOfEachStorage(String xml) {
        assertTrue(isExpiry(xml));
    }

    @Test
    void azuresDetailShowsExpiry() {
        String detail =
                "Signature not valid in the specified time frame: Start [Sun, 22 Nov 2026 11:00:00 GMT] - Expiry"
                        + " [Sun, 22 Nov 2026 12:00:00 GMT] - Current [Sun, 22 Nov 2026 12:00:02 GMT]";
        StatusException expired = failure(403, String.format(AZURE, detail));
        assertTrue(isExpiry(String.format(AZURE, detail)));
        assertTrue(expired.serverMessage().contains("time frame"), expired.serverMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
                "<Error><Code>SignatureDoesNotMatch</Code><Message>Request has expired</Message></Error>",
                "<Error><Code>AccessDenied</Code><Message>no</Message><Extra><Message>Request has expired</Message></Extra></Error>",
                "<Error><Code>NoSuchKey</Code><Message>ExpiredToken</Message></Error>",
                "<Error><Resource>ExpiredToken: AccessDenied: Request has expired</Resource></Error>",
                "<Error><Message>ExpiredToken</Message></Error>",
                "ExpiredToken",
                "",
            })
    void otherRefusalsAreNotExpiry(String xml) {
        assertFalse(isExpiry(xml));
        assertFalse(isExpiry(String.format(AZURE, "Signature did not match.")));
    }

    @Test
    void aSecretInAStorageErrorDoesNotHideTheExpiry() {
        // The key is "k3y-of-the-account": hiding it must not change what the error means.
        String said = error("AccessDenied", "Request has expired k3y-of-the-account");
        StatusException expired = failure(403, said);
        assertTrue(isExpiry(said));
        assertEquals("AccessDenied: Request has expired [hidden]", expired.serverMessage());
    }

    @Test
    void aWrongSignatureIsNotTemporary() {
        assertFalse(StorageError.parse(error("SignatureDoesNotMatch", "no")).mayBeTooNew(403));
        assertTrue(StorageError.parse(error("AccessDenied", "no")).mayBeTooNew(403));
        assertTrue(StorageError.parse(error("NoSuchKey", "no")).mayBeTooNew(404));
        assertFalse(StorageError.parse(error("InternalError", "no")).mayBeTooNew(500));
    }
}
