package io.github.cambtts.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pages that a {@link FakeCambServer} serves on the API's port beside the API, for people and for tests in any
 * language: an overview, the journal, and a reset.
 */
final class ControlPages {

    private static final Pattern RUN = Pattern.compile("/runs/([0-9]{1,19})");

    private final FakeCambServer server;

    ControlPages(FakeCambServer server) {
        this.server = server;
    }

    /** Answers a request for a page; absent if it is for the API. */
    Optional<FakeResponse> answerTo(ReceivedRequest request) {
        FakeCamb camb = server.camb();
        Matcher run = RUN.matcher(request.path());
        if (run.matches() && request.method().equals("POST")) {
            return Optional.of(failing(run.group(1), request.query()));
        }
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        return switch (method + " " + request.path()) {
            case "GET /" -> Optional.of(text(200, overview()));
            case "GET /journal" ->
                Optional.of(FakeResponse.json(
                        200,
                        ApiRules.json(camb.journal().stream()
                                .map(JournalEntry::toJson)
                                .toList())));
            case "DELETE /journal" -> {
                camb.clearJournal();
                yield Optional.of(FakeResponse.status(204));
            }
            case "POST /reset" -> {
                camb.reset();
                yield Optional.of(FakeResponse.status(204));
            }
            case "GET /certificate.pem" ->
                server.certificate()
                        .map(pem -> FakeResponse.status(200)
                                .header("Content-Type", "application/x-pem-file")
                                .body(Content.of(pem)));
            default ->
                allowed(request.path()).map(methods -> FakeResponse.error(405).header("Allow", methods));
        };
    }

    /** Makes a run fail a number of times: {@code POST /runs/7?status=503&times=2&retry_after=3}. */
    private FakeResponse failing(String runId, String query) {
        try {
            FakeResponse answer = FakeResponse.error(number(query, "status", "503"));
            if (!PercentEncoding.values(query, "retry_after").isEmpty()) {
                answer = answer.retryAfter(Duration.ofSeconds(number(query, "retry_after", "0")));
            }
            server.camb().run(Long.parseLong(runId)).failing(number(query, "times", "1"), answer);
            return FakeResponse.status(204);
        } catch (IllegalArgumentException e) {
            return text(400, e.getMessage() + "\n");
        }
    }

    private static int number(String query, String name, String otherwise) {
        List<String> values = PercentEncoding.values(query, name);
        String text = values.isEmpty() ? otherwise : values.get(0);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is no number: " + text, e);
        }
    }

    private static Optional<String> allowed(String path) {
        if (RUN.matcher(path).matches()) {
            return Optional.of("POST");
        }
        return switch (path) {
            case "/" -> Optional.of("GET");
            case "/journal" -> Optional.of("GET, DELETE");
            case "/reset" -> Optional.of("POST");
            default -> Optional.empty();
        };
    }

    private static FakeResponse text(int status, String text) {
        return FakeResponse.status(status)
                .header("Content-Type", "text/plain; charset=utf-8")
                .body(Content.of(text));
    }

    private String overview() {
        StringBuilder page = new StringBuilder("A fake CAMB.AI service.\n\n");
        line(page, "API", server.baseUrl().toString());
        line(page, "storage", server.storageUrl().toString());
        page.append('\n');
        line(page, "GET /apis/tts-result/ID", "the audio of a run; with ?output_type=file_url a link to it");
        line(page, "GET /apis/tts/ID", "the status of a task; of translated speech: /apis/translated-tts/ID");
        line(page, "GET /journal", "the requests received, as JSON, without keys and signatures");
        line(page, "DELETE /journal", "clears the journal");
        line(page, "POST /runs/ID?status=503", "fails once; also &times=2 and &retry_after=3, in seconds");
        line(page, "POST /reset", "restores the initial state");
        if (server.certificate().isPresent()) {
            line(page, "GET /certificate.pem", "the certificate to trust");
        }
        if (server.camb().isDocumented()) {
            page.append("\nRuns:\n");
            for (DocumentedRun run : DocumentedRun.values()) {
                line(page, Long.toString(run.runId()), run.description());
            }
            line(page, "others", "as run 1");
            page.append("\nTasks:\n");
            for (DocumentedTask task : DocumentedTask.values()) {
                line(page, task.taskId(), task.description());
            }
            line(page, "others", "404 Not Found");
        }
        return page.toString();
    }

    private static void line(StringBuilder page, String term, String meaning) {
        page.append(String.format("%-25s %s%n", term, meaning).replace("\r\n", "\n"));
    }
}
