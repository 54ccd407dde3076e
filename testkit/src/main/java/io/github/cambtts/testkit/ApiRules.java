package io.github.cambtts.testkit;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.cambtts.OutputType;
import io.github.cambtts.TaskId;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the API answers: like FastAPI with the endpoints' OpenAPI description. */
final class ApiRules {

    private static final Pattern ENDPOINT = Pattern.compile("/tts-result/([^/]+)");
    private static final Pattern TASK = Pattern.compile("/(translated-)?tts/([^/]+)");

    /**
     * What FastAPI reads as an integer (pydantic's lax mode): a sign, leading zeros, single underscores between digits, a
     * fraction of zeros, and white space around it.
     */
    private static final Pattern INTEGER = Pattern.compile("\\p{IsWhite_Space}*+(?:\\+|(-))?(?:0[0_]*(?=[0-9]))?"
            + "([0-9]++(?:_[0-9]++)*+)(?:\\.0++)?\\p{IsWhite_Space}*+");

    /** Python converts no longer number. */
    private static final int MAX_INTEGER_CHARACTERS = 4300;

    private final FakeCamb camb;
    private final URI apiUrl;
    private final URI storageUrl;

    ApiRules(FakeCamb camb, URI apiUrl, URI storageUrl) {
        this.camb = camb;
        this.apiUrl = apiUrl;
        this.storageUrl = storageUrl;
    }

    FakeResponse answerTo(ReceivedRequest request) {
        String path = request.path();
        Optional<String> id = runIdText(path);
        Optional<String> task = id.isEmpty() ? segment(path, TASK) : Optional.empty();
        if (id.isEmpty() && task.isEmpty()) {
            return path.endsWith("/") ? withoutTrailingSlashes(request) : notFound();
        }
        if (!request.method().equals("GET")) {
            return FakeResponse.error(405);
        }
        // FastAPI checks the key before the parameters.
        String key = request.header("x-api-key").orElse("");
        if (key.isEmpty()) {
            return FakeResponse.error(401);
        }
        if (!camb.accepts(key)) {
            return FakeResponse.json(401, "{\"error\":\"Invalid API key\",\"status\":401}");
        }
        return id.map(text -> validated(text, outputTypeText(request.query())))
                .orElseGet(() ->
                        task(request).map(camb::task).map(FakeTask::answer).orElseGet(ApiRules::notFound));
    }

    private Optional<String> runIdText(String path) {
        return segment(path, ENDPOINT);
    }

    /** Returns the last segment of an endpoint's path. */
    private Optional<String> segment(String path, Pattern endpoint) {
        String base = apiUrl.getPath();
        Matcher matcher = endpoint.matcher(path.startsWith(base) ? path.substring(base.length()) : "");
        return matcher.matches() ? Optional.of(matcher.group(matcher.groupCount())) : Optional.empty();
    }

    private FakeResponse withoutTrailingSlashes(ReceivedRequest request) {
        String path = request.path().replaceFirst("/+$", "");
        if (runIdText(path).isEmpty() && segment(path, TASK).isEmpty()) {
            return notFound();
        }
        String query = request.query().isEmpty() ? "" : "?" + request.query();
        String origin = apiUrl.getScheme() + "://" + apiUrl.getRawAuthority();
        return FakeResponse.status(307).header("Location", PercentEncoding.encode(origin + path + query));
    }

    private static FakeResponse notFound() {
        return FakeResponse.error(404);
    }

    private FakeResponse validated(String idText, String outputTypeText) {
        Optional<BigInteger> id = integer(idText);
        Optional<OutputType> outputType = outputType(outputTypeText);
        List<Map<String, Object>> errors = new ArrayList<>();
        if (id.isEmpty()) {
            errors.add(notAnInteger(idText));
        }
        if (outputType.isEmpty()) {
            Map<String, Object> error =
                    error("enum", "query", "output_type", "Input should be 'raw_bytes' or 'file_url'", outputTypeText);
            error.put("ctx", Map.of("expected", "'raw_bytes' or 'file_url'"));
            errors.add(error);
        }
        if (id.isEmpty() || outputType.isEmpty()) {
            return FakeResponse.json(422, json(Map.of("detail", errors)));
        }
        return runId(id.get())
                .map(runId -> camb.requested(runId)
                        .map(run -> run.answerTo(
                                FakeCamb.asked(outputType.get()), () -> unscripted(runId, outputType.get())))
                        .orElseGet(ApiRules::notFound))
                .orElseGet(() -> FakeResponse.error(400));
    }

    private static Optional<Long> runId(BigInteger id) {
        return id.signum() > 0 && id.bitLength() < Long.SIZE ? Optional.of(id.longValueExact()) : Optional.empty();
    }

    /** Returns the run that a request to the API is about, whatever the base path. */
    static Optional<Long> runId(ReceivedRequest request) {
        Matcher endpoint = ENDPOINT.matcher(request.path());
        return request.origin() == Origin.API && endpoint.find()
                ? integer(endpoint.group(1)).flatMap(ApiRules::runId)
                : Optional.empty();
    }

    /** Returns the task that a request to the API is about, whatever the base path. */
    static Optional<TaskId> task(ReceivedRequest request) {
        Matcher endpoint = TASK.matcher(request.path());
        try {
            return request.origin() == Origin.API && endpoint.find()
                    ? Optional.of(new TaskId(endpoint.group(2), endpoint.group(1) != null))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Makes the response to an id that is not an integer. */
    static FakeResponse unprocessable() {
        return FakeResponse.json(422, json(Map.of("detail", List.of(notAnInteger("abc")))));
    }

    private static Map<String, Object> notAnInteger(String text) {
        return text.length() > MAX_INTEGER_CHARACTERS
                ? error(
                        "int_parsing_size",
                        "path",
                        "run_id",
                        "Unable to parse input string as an integer, exceeded maximum size",
                        text)
                : error(
                        "int_parsing",
                        "path",
                        "run_id",
                        "Input should be a valid integer, unable to parse string as an integer",
                        text);
    }

    private static Map<String, Object> error(String type, String in, String name, String message, String input) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", type);
        error.put("loc", List.of(in, name));
        error.put("msg", message);
        error.put("input", input);
        return error;
    }

    static String json(Object document) {
        try {
            return JSON.std.asString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FakeResponse unscripted(long runId, OutputType outputType) {
        return outputType == OutputType.RAW_BYTES
                ? camb.run(runId)
                        .breaking(
                                0,
                                FakeResponse.audio(camb.run(runId).audio())
                                        .header("Content-Type", camb.run(runId).mediaType()))
                : FakeResponse.link(
                        SignedUrl.make(storageUrl, runId, camb.clock().instant(), camb.linkLifetime()));
    }

    /** Reads an integer as Python does, of any size. */
    static Optional<BigInteger> integer(String text) {
        Matcher integer = INTEGER.matcher(text);
        if (text.length() > MAX_INTEGER_CHARACTERS || !integer.matches()) {
            return Optional.empty();
        }
        BigInteger value = new BigInteger(integer.group(2).replace("_", ""));
        return Optional.of(integer.group(1) == null ? value : value.negate());
    }

    /** Returns the last value: FastAPI uses it if there are several. */
    private static String outputTypeText(String query) {
        List<String> values = PercentEncoding.values(query, "output_type");
        return values.isEmpty() ? OutputType.RAW_BYTES.wireValue() : values.get(values.size() - 1);
    }

    private static Optional<OutputType> outputType(String text) {
        return Arrays.stream(OutputType.values())
                .filter(type -> type.wireValue().equals(text))
                .findFirst();
    }
}
