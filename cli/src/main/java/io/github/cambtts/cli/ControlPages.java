package io.github.cambtts.cli;

import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.JournalEntry;
import io.github.cambtts.testkit.ReceivedRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pages that {@code camb-tts serve} has beside the API, for people and for tests in any language: an overview, the
 * journal, a reset, and runs that fail.
 */
final class ControlPages {

    private static final Pattern RUN = Pattern.compile("/runs/([0-9]{1,19})");

    private final FakeCambServer server;
    private final boolean isTls;

    ControlPages(FakeCambServer server, boolean isTls) {
        this.server = server;
        this.isTls = isTls;
    }

    /** Answers a request for a page; absent if it is for the API. */
    Optional<FakeResponse> answerTo(ReceivedRequest request) {
        Map<String, Supplier<FakeResponse>> page = page(request);
        Supplier<FakeResponse> other =
                () -> FakeResponse.error(405).header("Allow", String.join(", ", new TreeSet<>(page.keySet())));
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        return page.isEmpty()
                ? Optional.empty()
                : Optional.of(page.getOrDefault(method, other).get());
    }

    /** Returns what each method of a page does; empty if there is no such page. */
    private Map<String, Supplier<FakeResponse>> page(ReceivedRequest request) {
        FakeCamb camb = server.camb();
        Matcher run = RUN.matcher(request.path());
        if (run.matches()) {
            return Map.of("POST", () -> failing(run.group(1), request.query()));
        }
        return switch (request.path()) {
            case "/" -> Map.of("GET", () -> text(200, overview()));
            case "/journal" ->
                Map.of(
                        "GET",
                        () -> FakeResponse.json(
                                200,
                                Json.write(camb.journal().stream()
                                        .map(ControlPages::json)
                                        .toList())),
                        "DELETE",
                        () -> done(camb::clearJournal));
            case "/reset" -> Map.of("POST", () -> done(camb::reset));
            case "/certificate.pem" -> isTls ? Map.of("GET", this::certificate) : Map.of();
            default -> Map.of();
        };
    }

    private static FakeResponse done(Runnable action) {
        action.run();
        return FakeResponse.status(204);
    }

    private FakeResponse certificate() {
        return FakeResponse.status(200)
                .header("Content-Type", "application/x-pem-file")
                .body(Content.of(server.certificatePem()));
    }

    private static Map<String, Object> json(JournalEntry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("time", entry.time().toString());
        json.put("origin", entry.request().origin().name());
        json.put("method", entry.request().method());
        json.put("target", entry.request().target());
        json.put("headers", entry.request().headers());
        json.put("status", entry.status());
        json.put("answer", entry.answer());
        return json;
    }

    /** Makes a run fail a number of times: {@code POST /runs/7?status=503&times=2&retry_after=3}. */
    private FakeResponse failing(String runId, String query) {
        try {
            FakeResponse answer = FakeResponse.error(number(query, "status").orElse(503));
            Optional<Integer> wait = number(query, "retry_after");
            if (wait.isPresent()) {
                answer = answer.retryAfter(Duration.ofSeconds(wait.get()));
            }
            server.camb()
                    .run(Long.parseLong(runId))
                    .failing(number(query, "times").orElse(1), answer);
            return FakeResponse.status(204);
        } catch (IllegalArgumentException e) {
            return text(400, e.getMessage() + "\n");
        }
    }

    private static Optional<Integer> number(String query, String name) {
        Optional<String> text = Arrays.stream(query.split("&"))
                .filter(each -> each.startsWith(name + "="))
                .map(each -> URLDecoder.decode(each.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst();
        try {
            return text.map(Integer::valueOf);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is no number: " + text.orElse(""), e);
        }
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
        if (isTls) {
            line(page, "GET /certificate.pem", "the certificate to trust");
        }
        page.append("\nRuns and tasks:\n");
        EmbeddedServer.documentedRuns().forEach((id, meaning) -> line(page, id, meaning));
        return page.toString();
    }

    private static void line(StringBuilder page, String term, String meaning) {
        page.append(String.format("%-25s %s%n", term, meaning).replace("\r\n", "\n"));
    }
}
