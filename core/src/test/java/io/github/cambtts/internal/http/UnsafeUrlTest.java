package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioLink;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.StubTransport;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts an output_url, or a redirect of storage, may lead to. */
class UnsafeUrlTest {

    private static final String PUBLIC_API = "https://client.camb.ai/apis";

    private static TtsResults answering(String baseUrl, String outputUrl) {
        return StubTransport.storage(baseUrl, outputUrl, StubTransport.answer(404, Map.of(), ""));
    }

    private static void assertRefused(String baseUrl, String outputUrl) {
        try (TtsResults results = answering(baseUrl, outputUrl)) {
            TtsException failure = assertThrows(TtsException.class, () -> results.link(RunId.of(1)), outputUrl);
            assertEquals(ErrorKind.UNSAFE_URL, failure.kind());
        }
        assertEquals(ErrorKind.UNEXPECTED_REDIRECT, redirected(baseUrl, outputUrl), outputUrl);
    }

    private static void assertAccepted(String baseUrl, String outputUrl) {
        try (TtsResults results = answering(baseUrl, outputUrl)) {
            assertDoesNotThrow(() -> results.link(RunId.of(1)), outputUrl);
        }
    }

    private static ErrorKind redirected(String baseUrl, String location) {
        try (TtsResults results = StubTransport.results(
                baseUrl,
                request -> request instanceof ResultRequest
                        ? StubTransport.answer(200, Map.of(), "https://storage.example/a?x=1")
                        : StubTransport.answer(302, Map.of("location", List.of(location)), ""))) {
            SaveOptions options = SaveOptions.defaults().withOutputType(OutputType.FILE_URL);
            return assertThrows(
                            TtsException.class,
                            () -> results.saveTo(RunId.of(1), OutputStream.nullOutputStream(), options))
                    .kind();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.0.1",
                "0.0.0.0",
                "0.1.2.3",
                "localhost",
                "LOCALHOST",
                "localhost.",
                "a.localhost",
                "a.b.localhost.",
                "localhost.localdomain",
                "[::1]",
                "[::]",
                "[0:0:0:0:0:0:0:1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::127.0.0.1]",
                "[64:ff9b::7f00:1]",
                "[64:ff9b::127.0.0.1]",
                "[2002:7f00:1::]",
                "10.0.0.1",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "198.18.0.1",
                "[fc00::1]",
                "[fdff::1]",
                "[fec0::1]",
                "[::ffff:10.0.0.1]",
                "[64:ff9b::a00:1]",
                "[64:ff9b:1::1]",
                "[2002:c0a8:1::1]",
                "169.254.0.1",
                "169.254.169.254",
                "[fe80::1]",
                "[febf::1]",
                "[fe80::1%25eth0]",
                "[::ffff:169.254.169.254]",
                "[2002:a9fe:a9fe::]",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "192.0.0.192",
                "192.0.0.8",
                "[64:ff9b::192.0.0.170]",
                "168.63.129.16",
                "[ff02::1]",
                "[100::1]",
                "[4000::1]",
                "[::ffff:0:127.0.0.1]",
                "[2001:0:7f00:1::1]",
                "[64:ff9b::a83f:8110]",
                "[2002:a83f:8110::1]",
                "[::168.63.129.16]",
                "[2a00::5efe:a83f:8110]",
                "[2a00::200:5efe:168.63.129.16]",
                "[64:ff9b::100.100.100.200]",
                "[fd00:ec2::254]",
                "[fd00:ec2::23]",
                "[fd20:ce::254]",
                "[fd00:c1::a9fe:a9fe]",
                "[fd00:42::42]",
                "localhost4",
                "localhost6.localdomain6",
                "ip6-loopback",
                "ip6-allnodes",
                "ipv6-localhost",
                "ipv6-loopback",
                "loopback",
                "loghost",
                "metadata.google.internal",
                "METADATA.google.internal.",
                "metadata",
                "metadata.goog",
                "instance-data",
                "2130706433",
                "017700000001",
                "0x7f000001",
                "0x7F.1",
                "127.1",
                "127.0.1",
                "0177.0.0.1",
                "127.0.0.1.",
                "127.0.0.01",
                "10.0x0.0.1",
                "1.2.3.4.5",
                "8.8.8",
                "storage.example.1",
            })
    void onlyThePublicNetworkIsSafe(String host) {
        assertRefused(PUBLIC_API, "https://" + host + "/a.flac?x=1");
        assertRefused(PUBLIC_API, "https://" + host + ":8443/a.flac?x=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "storage.example",
                "storage.example.",
                "bucket.s3.amazonaws.com",
                "localhost.example",
                "notlocalhost",
                "10.example",
                "127.0.0.1.example",
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.0.1.1",
                "192.167.255.255",
                "192.169.0.1",
                "198.17.255.255",
                "198.20.0.1",
                "223.255.255.255",
                "[2606:4700::1111]",
                "[2002:101:101::]",
                "[64:ff9b::101:101]",
                "[::ffff:1.1.1.1]",
            })
    void publicHostsAreSafe(String host) {
        assertAccepted(PUBLIC_API, "https://" + host + "/a.flac?x=1");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080/apis, http://127.0.0.1:9000/a",
        "http://localhost:8080/apis, http://127.0.0.1:9000/a",
        "https://127.0.0.1/apis, https://localhost/a",
        "https://[::1]/apis, https://a.localhost/a",
        "https://0.0.0.0/apis, https://127.0.0.1/a",
        "https://10.1.2.3/apis, https://192.168.1.1/a",
        "https://[fd00::1]/apis, https://10.1.2.3/a",
        "https://192.168.1.1/apis, https://storage.example/a",
    })
    void aHostInTheApisOwnNetworkIsSafe(String baseUrl, String outputUrl) {
        assertAccepted(baseUrl, outputUrl);
    }

    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.1/apis, https://10.0.0.1/a",
        "https://10.0.0.1/apis, https://127.0.0.1/a",
        "https://10.0.0.1/apis, https://169.254.169.254/a",
        "https://10.0.0.1/apis, https://[fd00:ec2::254]/a",
        "https://10.0.0.1/apis, https://[fd20:ce::254]/a",
        "https://10.0.0.1/apis, https://[fd00:42::42]/a",
        "https://10.0.0.1/apis, https://100.100.100.200/a",
        "https://10.0.0.1/apis, https://[::ffff:100.100.100.200]/a",
        "https://10.0.0.1/apis, https://[2002:6464:64c8::]/a",
        "https://10.0.0.1/apis, https://[64:ff9b::192.0.0.192]/a",
        "https://10.0.0.1/apis, https://[64:ff9b:1::169.254.169.254]/a",
        "https://10.0.0.1/apis, https://[64:ff9b::10.0.0.1]/a",
        "https://[2002:7f00:1::]/apis, https://127.0.0.1/a",
        "https://127.0.0.1/apis, https://localhost.localdomain/a",
        "https://169.254.169.254/apis, https://169.254.169.254/a",
        "https://metadata.google.internal/apis, https://metadata.google.internal/a",
        "https://127.0.0.1/apis, http://127.0.0.1/a",
    })
    void otherHostsStayUnsafe(String baseUrl, String outputUrl) {
        assertRefused(baseUrl, outputUrl);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"storage.example:0", "storage.example:65536", "user@storage.example", "user:word@s.example"})
    void aPortOrAUserNameThatNoStorageHasIsRefused(String authority) {
        assertRefused(PUBLIC_API, "https://" + authority + "/a.flac?x=1");
    }

    @Test
    void ofAHostThatJavaCannotParseTheMessageSaysSo() {
        for (String authority : List.of("my_bucket.storage.googleapis.com", "storage.example:99999999999")) {
            try (TtsResults results = answering(PUBLIC_API, "https://" + authority + "/a.flac?x=1")) {
                TtsException failure = assertThrows(TtsException.class, () -> results.link(RunId.of(1)));
                assertTrue(failure.getMessage().contains("Java cannot parse its host"), failure.getMessage());
            }
        }
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> TtsResults.builder().baseUrl("http://tts_service:8080"));
        assertTrue(String.valueOf(refused.getMessage()).contains("no underscores"), refused.getMessage());
    }

    @Test
    void aLinkShowsNothingOfItsUrlAfterTheHost() {
        URI url = URI.create("https://user:word@s.example:8443/audio/0f3e.flac?sig=secret#part");
        assertEquals(
                "AudioLink[run 1, https://s.example:8443/[hidden]]",
                AudioLink.of(RunId.of(1), url).toString());
        assertEquals(
                "GET https://s.example:8443/[hidden]",
                new StorageRequest(url, Map.of(), Duration.ofSeconds(1)).toString());
        assertEquals(
                "AudioLink[run 1, https://null/[hidden]]",
                AudioLink.of(RunId.of(1), URI.create("https://s\u202e/a")).toString());
    }
}
