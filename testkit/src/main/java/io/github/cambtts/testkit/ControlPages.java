package io.github.cambtts.testkit;

import java.util.Optional;

/**
 * The pages that a {@link FakeCambServer} serves on the API's port beside the API, for people and for tests in any
 * language: an overview, the journal, and a reset.
 */
final class ControlPages {

    private final FakeCambServer server;

    ControlPages(FakeCambServer server) {
        this.server = server;
    }

    /** Answers a request for a page; absent if it is for the API. */
    Optional<FakeResponse> answerTo(ReceivedRequest request) {
        FakeCamb camb = server.camb();
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        return switch (method + " " + request.path()) {
            case "GET /" -> Optional.of(text(overview()));
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

    private static Optional<String> allowed(String path) {
        return switch (path) {
            case "/" -> Optional.of("GET");
            case "/journal" -> Optional.of("GET, DELETE");
            case "/reset" -> Optional.of("POST");
            default -> Optional.empty();
        };
    }

    private static FakeResponse text(String text) {
        return FakeResponse.status(200)
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
