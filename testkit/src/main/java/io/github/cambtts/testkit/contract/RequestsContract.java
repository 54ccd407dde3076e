package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioLink;
import io.github.cambtts.CallOptions;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.TaskId;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.ReceivedRequest;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is sent: exactly the request, to the right origin, and nothing else. */
@Proves(Rule.T4)
@Tag("requests")
abstract class RequestsContract extends ContractFixture {

    /** Headers that the protocol's framing may add; the JDK client announces a body of zero bytes. */
    private static final Set<String> FRAMING = Set.of("host", "connection", "content-length");

    @Test
    @Proves(Rule.T1)
    final void audioIsRequestedByRunIdAndOutputTypeWithTheKey() throws IOException {
        readAll();
        ReceivedRequest request = camb().requests().get(0);
        assertEquals(Origin.API, request.origin());
        assertEquals("GET", request.method());
        assertEquals("/apis/tts-result/12345?output_type=raw_bytes", request.target());
        assertEquals(KEY, request.header("x-api-key").orElse(""));
        assertRequests(1);
    }

    @Test
    @Proves(Rule.T3)
    final void aLinkIsRequestedByOutputType() throws IOException {
        AudioLink link = results().link(RUN);
        ReceivedRequest request = camb().requests().get(0);
        assertEquals("/apis/tts-result/12345?output_type=file_url", request.target());
        assertEquals(KEY, request.header("x-api-key").orElse(""));
        assertTrue(link.url().getRawPath().endsWith("/audio/12345.flac"), link.toString());
        assertRequests(1);
    }

    @Test
    @Proves({Rule.T1, Rule.T3})
    @MayDeviate(Deviation.ADDS_HEADERS)
    final void theStatusOfATaskIsRequestedByItsIdWithTheKey() throws IOException {
        String id = "A.b_c~d-7..0";
        camb().task(TaskId.of(id)).succeeds(RUN.value());
        camb().task(TaskId.translated(id)).succeeds(RUN.value());
        assertEquals(RUN, results().await(TaskId.of(id)));
        assertEquals(RUN, results().await(TaskId.translated(id)));
        assertRequests(2);
        List<ReceivedRequest> received = camb().requests();
        assertEquals("/apis/tts/" + id, received.get(0).target());
        assertEquals("/apis/translated-tts/" + id, received.get(1).target());
        for (ReceivedRequest request : received) {
            assertEquals(Origin.API, request.origin());
            assertEquals("GET", request.method());
            assertEquals(KEY, request.header("x-api-key").orElse(""));
            assertEquals("application/json", request.header("accept").orElse(""));
            Set<String> names = new TreeSet<>(request.headers().keySet());
            names.removeAll(FRAMING);
            assertEquals(Set.of("accept", "accept-encoding", "user-agent", "x-api-key"), names);
        }
    }

    @Test
    @Proves(Rule.T6)
    final void aRedirectOfATaskIsAnErrorAndNotFollowed() {
        TaskId task = TaskId.of("moved");
        String other = endpoint().baseUrl() + "/tts/other";
        camb().task("other").succeeds(RUN.value());
        camb().task(task).answers(FakeResponse.status(307).header("Location", other));
        assertFails(ErrorKind.UNEXPECTED_REDIRECT, () -> results().await(task));
        assertRequests(1);
    }

    @Test
    @Proves(Rule.T3)
    final void theLargestRunIdIsSentInFull() throws IOException {
        results().link(RunId.of(Long.MAX_VALUE));
        assertTrue(camb().requests().get(0).target().contains("/tts-result/9223372036854775807?"));
    }

    @Test
    @Proves(Rule.T4)
    @MayDeviate(Deviation.ADDS_HEADERS)
    final void onlyTheLibrarysHeadersAreSent() throws IOException {
        readAll();
        ReceivedRequest request = camb().requests().get(0);
        Set<String> names = new TreeSet<>(request.headers().keySet());
        names.removeAll(FRAMING);
        assertEquals(Set.of("accept", "accept-encoding", "user-agent", "x-api-key"), names);
        assertEquals("identity", request.header("accept-encoding").orElse(""));
        assertTrue(request.header("user-agent").orElse("").startsWith("camb-tts/"), () -> "sent " + request);
        assertFalse(
                request.header("connection").orElse("").toLowerCase(Locale.ROOT).contains("upgrade"));
        request.headers().forEach((name, values) -> assertEquals(1, values.size(), name));
    }

    @Test
    @Proves(Rule.T4)
    final void theValuesOfHeadersAreSentUnchanged() throws IOException {
        Map<String, String> headers = Map.of(
                "Accept", "audio/flac;q=0.9, audio/wav;q=0.1",
                "Accept-Encoding", "identity",
                "User-Agent", "camb-tts/contract (Some Host; 1.0)");
        URI link = results().link(RUN).url();
        ResultRequest template = PortRequests.audio(endpoint(), RUN);
        transport()
                .get(
                        new ResultRequest(
                                template.baseUrl(),
                                template.runId(),
                                template.outputType(),
                                headers,
                                template.connectTimeout()),
                        new AbortSignal())
                .close();
        transport()
                .get(new StorageRequest(link, headers, template.connectTimeout()), new AbortSignal())
                .close();
        List<ReceivedRequest> received = camb().requests();
        assertRequests(3);
        for (ReceivedRequest request : received.subList(1, 3)) {
            headers.forEach((name, value) -> assertEquals(
                    List.of(value),
                    request.headers().get(name.toLowerCase(Locale.ROOT)),
                    () -> name + " as received by the " + request.origin()));
        }
    }

    @Test
    @Proves(Rule.T4)
    final void aKeyOfAllVisibleCharactersIsSentUnchanged() throws IOException {
        String key = "!\"#$%&'()*+,-./0:;<=>?@A[\\]^_`a{|}~{x}%20";
        results(builder -> builder.apiKey(key)).link(RUN);
        assertEquals(key, camb().requests().get(0).header("x-api-key").orElse(""));
    }

    @Test
    @Proves({Rule.T3, Rule.T4})
    final void storageGetsTheUrlUnchangedAndNoKey() throws IOException {
        Content audio = Content.wav(1_000);
        camb().run(RUN.value()).audio(audio);
        URI signed = results().link(RUN).url();
        String odd = signed + "&odd=%2f%2F%20a+b~!$'()*,;:@/?&empty=&flag&twice=1&twice=2";
        answerLink(FakeResponse.link(odd));
        camb().run(RUN.value()).storageAnswers(FakeResponse.audio(audio).header("Content-Type", "audio/wav"));
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        results().saveTo(RUN, target, SaveOptions.defaults().withOutputType(OutputType.FILE_URL));
        ReceivedRequest request = requestsToStorage().get(0);
        assertEquals(
                odd.substring(odd.indexOf("/audio")).replace("'", "%27"),
                request.target().replace("'", "%27"));
        assertFalse(request.header("x-api-key").isPresent());
        assertFalse(request.headers().toString().contains(KEY));
        Set<String> names = new TreeSet<>(request.headers().keySet());
        names.removeAll(FRAMING);
        assertEquals(Set.of("accept", "accept-encoding", "user-agent"), names);
    }

    @Test
    final void aHeaderFromTheHostGoesToTheApiAndNotToStorage() throws IOException {
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        CallOptions traced =
                CallOptions.defaults().withHeaders(Map.of("traceparent", parent, "baggage", "a=1 , b;c=~"));
        camb().run(RUN.value()).audio(Content.flac(1_000));
        results().open(RUN, traced).close();
        results()
                .saveTo(
                        RUN,
                        new ByteArrayOutputStream(),
                        SaveOptions.defaults()
                                .withOutputType(OutputType.FILE_URL)
                                .withCall(traced));
        assertRequests(3);
        for (ReceivedRequest request : camb().requests()) {
            boolean isApi = request.origin() == Origin.API;
            assertEquals(isApi ? parent : "none", request.header("traceparent").orElse("none"));
            assertEquals(
                    isApi ? "a=1 , b;c=~" : "none", request.header("baggage").orElse("none"));
            assertEquals(isApi, request.header("x-api-key").isPresent());
        }
    }

    @Test
    @Proves(Rule.T5)
    final void twoClientsOverOneTransportDoNotMix() throws IOException {
        TtsResults one = results();
        TtsResults other = results(builder -> builder.apiKey("other-key"));
        one.link(RUN);
        other.link(RUN);
        one.link(RUN);
        assertEquals(
                List.of(KEY, "other-key", KEY),
                camb().requests().stream()
                        .map(request -> request.header("x-api-key").orElse(""))
                        .toList());
    }
}
