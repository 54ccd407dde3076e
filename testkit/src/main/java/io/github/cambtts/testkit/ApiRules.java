package io.github.cambtts.testkit;

import io.github.cambtts.OutputType;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the API answers: as FastAPI does with the endpoint's OpenAPI description. */
final class ApiRules {

    private static final Pattern ENDPOINT = Pattern.compile("/tts-result/([^/]*)(/?)");
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,19}");

    private final FakeCamb camb;
    private final URI apiUrl;
    private final URI storageUrl;

    ApiRules(FakeCamb camb, URI apiUrl, URI storageUrl) {
        this.camb = camb;
        this.apiUrl = apiUrl;
        this.storageUrl = storageUrl;
    }

    Answer answerTo(ReceivedRequest request) {
        String path = request.path();
        String base = apiUrl.getRawPath();
        Matcher endpoint = ENDPOINT.matcher(path.startsWith(base) ? path.substring(base.length()) : "");
        if (!endpoint.matches()) {
            return Answer.json(404, "{\"detail\":\"Not Found\"}");
        }
        if (!endpoint.group(2).isEmpty()) {
            return Answer.status(307)
                    .header(
                            "Location",
                            apiUrl.resolve(path.substring(0, path.length() - 1)).toString());
        }
        if (!request.method().equals("GET")) {
            return Answer.json(405, "{\"detail\":\"Method Not Allowed\"}").header("Allow", "GET");
        }
        return keyed(request, endpoint.group(1));
    }

    private Answer keyed(ReceivedRequest request, String id) {
        String key = request.header("x-api-key").orElse("");
        if (key.isEmpty()) {
            return Answer.json(401, "{\"detail\":\"Not authenticated\"}").header("WWW-Authenticate", "APIKey");
        }
        if (!camb.accepts(key)) {
            return Answer.json(401, "{\"error\":\"Invalid API key\",\"status\":401}");
        }
        Optional<OutputType> outputType = outputType(request.query());
        if (!INTEGER.matcher(id).matches() || outputType.isEmpty()) {
            return invalid(id, request.query());
        }
        long runId = Long.parseLong(id);
        return camb.scripted(outputType.get() + "/" + runId, () -> unscripted(runId, outputType.get()));
    }

    private Answer unscripted(long runId, OutputType outputType) {
        if (runId <= 0) {
            return Answer.json(400, "{\"detail\":\"Invalid run ID\"}");
        }
        return outputType == OutputType.RAW_BYTES
                ? camb.breaking(runId, 0, Answer.audio(camb.recordingOf(runId)))
                : Answer.link(SignedUrl.make(storageUrl, runId, camb.clock().instant(), camb.linkLifetime()));
    }

    private static String outputTypeValue(String query) {
        return Arrays.stream(query.split("&", -1))
                .filter(parameter -> parameter.startsWith("output_type="))
                .map(parameter -> parameter.substring("output_type=".length()))
                .findFirst()
                .orElse(OutputType.RAW_BYTES.wireValue());
    }

    private static Optional<OutputType> outputType(String query) {
        String value = outputTypeValue(query);
        return Arrays.stream(OutputType.values())
                .filter(type -> type.wireValue().equals(value))
                .findFirst();
    }

    private static Answer invalid(String id, String query) {
        List<String> details = new ArrayList<>();
        if (!INTEGER.matcher(id).matches()) {
            details.add(
                    "{\"type\":\"int_parsing\",\"loc\":[\"path\",\"run_id\"],\"msg\":\"Input should be a valid integer,"
                            + " unable to parse string as an integer\",\"input\":\"" + id + "\"}");
        }
        if (outputType(query).isEmpty()) {
            details.add(
                    "{\"type\":\"enum\",\"loc\":[\"query\",\"output_type\"],\"msg\":\"Input should be 'raw_bytes' or"
                            + " 'file_url'\",\"input\":\"" + outputTypeValue(query)
                            + "\",\"ctx\":{\"expected\":\"'raw_bytes' or 'file_url'\"}}");
        }
        return Answer.json(422, "{\"detail\":[" + String.join(",", details) + "]}");
    }
}
