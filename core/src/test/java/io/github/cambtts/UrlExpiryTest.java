package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlExpiryTest {

    private static Optional<Instant> expiry(String query) {
        return UrlExpiry.of(URI.create("https://storage.example/a.flac?" + query));
    }

    @ParameterizedTest
    @CsvSource({
        "X-Amz-Date=20261122T120000Z&X-Amz-Expires=3600&X-Amz-Signature=ab, 2026-11-22T13:00:00Z",
        "X-Goog-Date=20261122T120000Z&X-Goog-Expires=60, 2026-11-22T12:01:00Z",
        "AWSAccessKeyId=A&Expires=1795348800&Signature=s%3D, 2026-11-22T12:00:00Z",
        "sv=2024-11-04&se=2026-11-22T12%3A00%3A00Z&sig=s, 2026-11-22T12:00:00Z",
        "se=2026-11-22T12%3A00Z&sig=s, 2026-11-22T12:00:00Z",
        "se=2026-11-22&sig=s, 2026-11-22T00:00:00Z",
    })
    void theExpiryOfEachStorageIsRead(String query, Instant expected) {
        assertEquals(Optional.of(expected), expiry(query));
    }

    @Test
    void theEndOfACloudFrontPolicyIsRead() {
        String policy =
                "{\"Statement\":[{\"Resource\":\"*\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":1795348800}}}]}";
        String encoded = Base64.getEncoder()
                .encodeToString(policy.getBytes(StandardCharsets.UTF_8))
                .replace('+', '-')
                .replace('=', '_')
                .replace('/', '~');
        assertEquals(
                Optional.of(Instant.parse("2026-11-22T12:00:00Z")), expiry("Policy=" + encoded + "&Key-Pair-Id=K"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "X-Amz-Date=20261122T120000Z",
                "X-Amz-Expires=3600",
                "X-Amz-Date=yesterday&X-Amz-Expires=3600",
                "X-Amz-Date=20261332T120000Z&X-Amz-Expires=3600",
                "X-Amz-Date=20261122T120000Z&X-Amz-Expires=0",
                "X-Amz-Date=20261122T120000Z&X-Amz-Expires=-1",
                "X-Amz-Date=20261122T120000Z&X-Amz-Expires=604801",
                "X-Amz-Date=20261122T120000Z&X-Amz-Expires=99999999999999999999",
                "X-Amz-Date=20261122T120000Z&X-Amz-Expires=60&X-Amz-Expires=3600",
                "Expires=soon",
                "Expires=1&Expires=2",
                "Expires=999999999999999",
                "Policy=%25%25",
                "Policy=e30_",
                "se=2026-13-45",
            })
    void malformedRepeatedOrImpossibleValuesAreUnknown(String query) {
        assertEquals(Optional.empty(), expiry(query));
    }

    @Test
    void aLinkIsExpiredFromItsExpiryOn() {
        AudioLink link = AudioLink.of(
                RunId.of(1),
                URI.create("https://s.example/a?X-Amz-Date=20261122T120000Z&X-Amz-Expires=60&X-Amz-Signature=q"));
        Instant end = Instant.parse("2026-11-22T12:01:00Z");
        assertEquals(false, link.isExpired(Clock.fixed(end.minusMillis(1), ZoneOffset.UTC)));
        assertEquals(true, link.isExpired(Clock.fixed(end, ZoneOffset.UTC)));
        assertEquals("AudioLink[run 1, https://s.example/[hidden]]", link.toString());
    }

    @Test
    void aKnownExpiryPassesAtItsInstant() {
        URI url = URI.create("https://storage.example/a.flac?se=2026-11-22T12%3A00%3A00Z&sig=s");
        Instant expiry = Instant.parse("2026-11-22T12:00:00Z");
        assertFalse(UrlExpiry.hasPassed(url, Clock.fixed(expiry.minusMillis(1), ZoneOffset.UTC)));
        assertTrue(UrlExpiry.hasPassed(url, Clock.fixed(expiry, ZoneOffset.UTC)));
        URI withoutExpiry = URI.create("https://storage.example/a.flac?sig=s");
        assertFalse(UrlExpiry.hasPassed(withoutExpiry, Clock.fixed(Instant.MAX, ZoneOffset.UTC)));
    }
}
