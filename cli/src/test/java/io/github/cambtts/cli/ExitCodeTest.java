package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cambtts.ErrorKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ExitCodeTest {

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedService service = ScriptedService.start();

    static Stream<Arguments> failures() {
        List<Arguments> each = new ArrayList<>();
        for (String adapter : List.of("jdkhttp", "feign")) {
            each.add(failure(adapter, 401, 3, "StatusException", ErrorKind.AUTHENTICATION));
            each.add(failure(adapter, 402, 3, "StatusException", ErrorKind.PAYMENT_REQUIRED));
            each.add(failure(adapter, 403, 3, "StatusException", ErrorKind.PERMISSION));
            each.add(failure(adapter, 404, 4, "StatusException", ErrorKind.NOT_FOUND));
            each.add(failure(adapter, 422, 4, "StatusException", ErrorKind.INVALID_REQUEST));
            each.add(failure(adapter, 429, 5, "StatusException", ErrorKind.RATE_LIMITED));
            each.add(failure(adapter, 500, 5, "StatusException", ErrorKind.SERVER));
            each.add(failure(adapter, ScriptedService.CUT_SHORT, 6, "ConnectionException", ErrorKind.TRUNCATED));
            each.add(failure(adapter, ScriptedService.EMPTY, 7, "ContentException", ErrorKind.EMPTY));
            each.add(failure(adapter, ScriptedService.WEB_PAGE, 7, "ContentException", ErrorKind.UNEXPECTED_CONTENT));
            each.add(failure(adapter, ScriptedService.REDIRECT, 7, "ContentException", ErrorKind.UNEXPECTED_REDIRECT));
        }
        return each.stream();
    }

    private static Arguments failure(String adapter, long run, int exitCode, String type, ErrorKind kind) {
        return Arguments.of(adapter, run, exitCode, type, kind);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureHasItsExitCodeAndDocument(String adapter, long run, int exitCode, String type, ErrorKind kind)
            throws IOException {
        String[] args = {"get", "" + run, "--adapter", adapter, "--retries", "0", "-o", "a.flac"};
        Outcome outcome = Outcome.of(service, directory, args).endsWith(exitCode);
        assertEquals("", outcome.out());
        assertTrue(outcome.stderr().lines().count() <= 2, outcome.stderr());
        assertTrue(outcome.stderr().contains("" + run), outcome.stderr());
        assertFalse(outcome.stderr().contains("\u001b"), "an escape sequence of the server was printed");

        JsonNode error = Outcome.of(service, directory, with(args, "--json"))
                .endsWith(exitCode)
                .json()
                .path("error");
        assertEquals(type, error.path("type").textValue());
        assertEquals(kind.name(), error.path("kind").textValue());
        assertEquals(run, error.path("run_id").longValue());
        assertEquals(1, error.path("attempts").intValue());
        assertTrue(error.path("retryable").isBoolean());
        assertTrue(error.path("message").textValue().contains("" + run));
        if (type.equals("StatusException")) {
            assertEquals(run, error.path("status").longValue());
        }
        assertFalse(Files.exists(directory.resolve("a.flac")));
    }

    private static String[] with(String[] args, String... more) {
        return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void badLinksEndWith7(String adapter) throws IOException {
        assertEquals("MALFORMED_JSON", kindOf(7, "url", "" + ScriptedService.BROKEN_JSON, "--adapter", adapter));
        assertEquals("UNSAFE_URL", kindOf(7, "url", "" + ScriptedService.UNSAFE_LINK, "--adapter", adapter));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void timeLimitsEndWith6(String adapter) throws IOException {
        String stalls = "" + ScriptedService.STALLS_IN_BODY;
        String silent = "" + ScriptedService.NEVER_ANSWERS;
        String[] once = {"--retries", "0", "--adapter", adapter};
        assertEquals("RESPONSE_TIMEOUT", kindOf(6, with(once, "get", silent, "--response-timeout", "300ms")));
        assertEquals("IDLE_TIMEOUT", kindOf(6, with(once, "get", stalls, "--idle-timeout", "PT0.3S")));
        assertEquals("DEADLINE", kindOf(6, with(once, "get", stalls, "--timeout", "600ms")));
    }

    @Test
    void timeLimitsNameTheirOptions() {
        Map<String, String> options = Map.of(
                "--response-timeout=300ms", "" + ScriptedService.NEVER_ANSWERS,
                "--idle-timeout=300ms", "" + ScriptedService.STALLS_IN_BODY,
                "--timeout=600ms", "" + ScriptedService.STALLS_IN_BODY);
        options.forEach((option, run) -> {
            Outcome outcome = Outcome.of(service, directory, "get", run, "--retries=0", option)
                    .endsWith(6);
            String name = option.replaceFirst("=.*", "");
            assertTrue(outcome.stderr().toLowerCase(Locale.ROOT).contains("raise it with " + name), outcome.stderr());
            assertEquals(1, outcome.stderr().lines().count(), outcome.stderr());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void httpsToAPortForHttpIsNamed(String adapter) throws IOException {
        for (String answer : List.of("", "HTTP/1.1 400 Bad Request\r\n\r\n")) {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                new Thread(() -> answerEach(server, answer)).start();
                String url = "https://127.0.0.1:" + server.getLocalPort() + "/apis";
                String[] args = {"get", "1", "--retries", "0", "--adapter", adapter, "--base-url", url};
                Outcome outcome = Outcome.of(service, directory, args).endsWith(6);
                assertTrue(outcome.stderr().contains("that port is for https"), outcome.stderr());
                assertFalse(outcome.stderr().contains("certificate"), outcome.stderr());
            }
        }
    }

    /** Reads a TLS message and answers as a server for http does, until the server is closed. */
    private static void answerEach(ServerSocket server, String answer) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.getInputStream().read(new byte[8192]);
                client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The client or the server is closed.
            }
        }
    }

    @Test
    void wrongPathOfTheBaseUrlIsConsidered() {
        Outcome outcome = Outcome.of(service, directory, "get", "1", "--base-url", service.origin() + "/v2")
                .endsWith(4);
        assertTrue(outcome.stderr().contains("base URL"), outcome.stderr());
    }

    @Test
    void existingFileIsReportedWithTheOptionOnce() throws IOException {
        Files.createFile(directory.resolve("a.flac"));
        Outcome outcome =
                Outcome.of(service, directory, "get", "1", "-o", "a.flac").endsWith(8);
        assertEquals(1, outcome.stderr().split("--replace", -1).length - 1, outcome.stderr());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void noConnectionEndsWith6(String adapter) throws IOException {
        int port;
        try (ServerSocket closedSoon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closedSoon.getLocalPort();
        }
        String nobody = "127.0.0.1:" + port;
        String[] once = {"--retries", "0", "--adapter", adapter};
        assertEquals("CONNECT", kindOf(6, with(once, "get", "1", "--base-url", "http://" + nobody + "/apis")));
        assertEquals("DNS", kindOf(6, with(once, "get", "1", "--base-url", "https://no-such-host.invalid/apis")));
    }

    private String kindOf(int exitCode, String... args) throws IOException {
        List<String> ordered = new ArrayList<>(List.of(args));
        int command = Math.max(ordered.indexOf("get"), ordered.indexOf("url"));
        ordered.add(0, ordered.remove(command));
        return Outcome.of(service, directory, with(ordered.toArray(String[]::new), "--json"))
                .endsWith(exitCode)
                .json()
                .path("error")
                .path("kind")
                .textValue();
    }

    @Test
    void badTargetsEndWith8AndNothingIsSent() throws IOException {
        Files.createDirectory(directory.resolve("folder"));
        Files.writeString(directory.resolve("there.flac"), "mine");
        Map<String, String> kinds =
                Map.of("folder", "FILE", "there.flac", "FILE_EXISTS", "missing/a.flac", "FILE", ".", "FILE");
        for (Map.Entry<String, String> each : kinds.entrySet()) {
            Outcome outcome = Outcome.of(service, directory, "get", "1", "-o", each.getKey())
                    .endsWith(8);
            assertTrue(outcome.stderr().contains("Run 1 was not saved"), outcome.stderr());
            assertEquals(each.getValue(), kindOf(8, "get", "1", "-o", each.getKey()));
        }
        assertEquals(0, service.requests());
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "without /proc, root can write to every directory")
    void directoryThatCannotBeWrittenToEndsWith8() throws IOException {
        assertEquals("FILE", kindOf(8, "get", "1", "-o", "/proc/a.flac"));
        assertEquals(0, service.requests());
    }

    @ParameterizedTest
    @EnumSource(ErrorKind.class)
    void everyKindHasAnExitCode(ErrorKind kind) {
        assertTrue(kind == ErrorKind.CANCELLED ? ExitCode.of(kind) == 130 : ExitCode.of(kind) >= 3);
    }
}
