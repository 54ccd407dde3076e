package io.github.cambtts.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkSettingsTest {

    @Test
    void aMissingFileIsExplained(@TempDir Path directory) {
        NoSuchFileException missing = assertThrows(
                NoSuchFileException.class,
                () -> NetworkSettings.defaults().withTrustedCertificates(directory.resolve("ca.pem")));
        assertTrue(missing.getMessage().contains("ca.pem"), missing::getMessage);
        assertTrue(missing.getMessage().contains("Give a PEM file"), missing::getMessage);
    }

    private static final String TEST_CA = """
            -----BEGIN CERTIFICATE-----
            MIIBezCCASGgAwIBAgIUUtifTpQ+qNIo0u0mUT4wX+XOOv4wCgYIKoZIzj0EAwIw
            EjEQMA4GA1UEAwwHdGVzdCBDQTAgFw0yNjExMjMyMjU5NTZaGA8yMTI2MTAzMDIy
            NTk1NlowEjEQMA4GA1UEAwwHdGVzdCBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEH
            A0IABD4wJNkBj/Dg7qIBwa09+m0HALdINJfSi+Syv6ofifr2PR8nAAa+lZrzrTUv
            Jj89BFslziwI4L0+TmsTP8udxeejUzBRMB0GA1UdDgQWBBQbHDQ6olKYVVTzaWtJ
            3iRYrQvQ7jAfBgNVHSMEGDAWgBQbHDQ6olKYVVTzaWtJ3iRYrQvQ7jAPBgNVHRMB
            Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIB1q6ZY2e6TFnBfBIb5ZyeXhGDzR
            PvdJE60TpKBuCnULAiEA+tOoLhlg+JL5sBYPLy3IyVWLMqGTHH6RFdxDwEIowsQ=
            -----END CERTIFICATE-----
            """;

    private static final String OTHER_CA = """
            -----BEGIN CERTIFICATE-----
            MIIBfTCCASOgAwIBAgIUIhx944xDlLQMQ3j38yGtiLgziqAwCgYIKoZIzj0EAwIw
            EzERMA8GA1UEAwwIb3RoZXIgQ0EwIBcNMjYxMTIzMjI1OTU2WhgPMjEyNjEwMzAy
            MjU5NTZaMBMxETAPBgNVBAMMCG90aGVyIENBMFkwEwYHKoZIzj0CAQYIKoZIzj0D
            AQcDQgAEe4UrIV2LzKL3xhRiiOkYuun/x44sYvgxXzUYzWXfRW639uYIp/O7B+Z6
            1G7mfJqSl+8kq2SoCyPxctnrs17H4KNTMFEwHQYDVR0OBBYEFCaxEZoUyFlFy26C
            htSPDrV/FYt6MB8GA1UdIwQYMBaAFCaxEZoUyFlFy26ChtSPDrV/FYt6MA8GA1Ud
            EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgG5tEcW+IkVifTpvJwo0204ZO
            vcwTGraAt0+sMI7Tt3kCIQDbKPhxsDm4RD95VfLiCntxKa+6/d8l+527rIlpvTY6
            Ug==
            -----END CERTIFICATE-----
            """;

    private static final String REVOCATIONS = """
            -----BEGIN X509 CRL-----
            MIGYMEAwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHdGVzdCBDQRcNMjYxMTIzMjI1
            OTU2WhgPMjEyNjEwMzAyMjU5NTZaMAoGCCqGSM49BAMCA0gAMEUCIEjpfhsUe4UW
            JyYE3J2bYa2dOkahCz4cLl/xMFGTO2xmAiEA8PaenPvm7a3DCojNn9Qr/2EgkhMK
            uIddH0wBENzia5U=
            -----END X509 CRL-----
            """;

    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            bm8ga2V5LCBqdXN0IGJ5dGVz
            -----END PRIVATE KEY-----
            """;

    @TempDir
    private Path directory;

    private Set<String> trusted(byte[] file) throws IOException {
        Path pem = Files.write(directory.resolve("ca.pem"), file);
        return Arrays.stream(NetworkSettings.defaults()
                        .withTrustedCertificates(pem)
                        .trust()
                        .orElseThrow()
                        .manager()
                        .getAcceptedIssuers())
                .map(issuer -> issuer.getSubjectX500Principal().getName())
                .collect(Collectors.toSet());
    }

    private Set<String> trusted(String file) throws IOException {
        return trusted(file.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void thePasswordForAProxyIsNotShown() {
        NetworkSettings settings = NetworkSettings.defaults().withProxy("proxy.example", 3128, "alice", "s3cret");
        assertEquals(
                "Basic YWxpY2U6czNjcmV0", settings.credentials().orElseThrow().basic());
        assertTrue(settings.toString().contains("alice"), settings::toString);
        assertFalse(settings.toString().contains("s3cret"), settings::toString);
        assertFalse(settings.toString().contains("YWxp"), settings::toString);
        assertEquals("Basic w6Q6w7Y=", new NetworkSettings.ProxyCredentials("\u00e4", "\u00f6").basic());
    }

    @Test
    void credentialsThatCannotBeSentAreRefusedAndNotShown() {
        for (String[] pair : new String[][] {{"a:b", "s3cret"}, {"a\n", "s3cret"}, {"a", "s3cret\r"}}) {
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> NetworkSettings.defaults().withProxy("proxy.example", 3128, pair[0], pair[1]));
            assertFalse(refusal.getMessage().contains("s3cret"), refusal::getMessage);
        }
    }

    @Test
    void aProxyWithoutAHostOrAPortIsRefused() {
        NetworkSettings settings = NetworkSettings.defaults();
        for (String host : new String[] {"", " ", "http://127.0.0.1", "a\r\nb", "proxy:3128", "user@proxy", "a/b"}) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> settings.withProxy(host, 3128));
            assertTrue(refusal.getMessage().startsWith("host is "), refusal::getMessage);
            assertFalse(refusal.getMessage().contains("\n"), refusal::getMessage);
        }
        for (int port : new int[] {-1, 0, 65_536}) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> settings.withProxy("proxy", port, "a", "b"));
            assertTrue(refusal.getMessage().startsWith("port is " + port), refusal::getMessage);
        }
        for (String host : new String[] {"proxy", "my_proxy.example", "10.0.0.1", "::1", "[::1]", "fe80::1%eth0"}) {
            assertEquals(
                    3128, settings.withProxy(host, 3128).proxy().orElseThrow().getPort());
        }
    }

    @Test
    void anotherProxyDoesNotGetTheCredentialsOfTheFirst() {
        NetworkSettings settings = NetworkSettings.defaults().withProxy("one.example", 3128, "alice", "s3cret");
        assertTrue(settings.withProxy("other.example", 3128).credentials().isEmpty());
    }

    @Test
    void allCertificatesOfAFileAreTrusted() throws IOException {
        assertEquals(Set.of("CN=test CA"), trusted(TEST_CA));
        assertEquals(Set.of("CN=test CA", "CN=other CA"), trusted(TEST_CA + OTHER_CA));
    }

    @Test
    void otherContentOfAPemFileIsIgnored() throws IOException {
        String file = "# Issuer: \u00e9 - test\n" + KEY + "subject=CN = test CA\r\n\r\n" + TEST_CA.replace("\n", "\r\n")
                + REVOCATIONS + "-----BEGIN nothing\n" + OTHER_CA + KEY + "-- the end --";
        assertEquals(Set.of("CN=test CA", "CN=other CA"), trusted(file));
        assertEquals(
                Set.of("CN=test CA"),
                trusted(KEY + TEST_CA.replace("BEGIN ", "BEGIN X509 ").replace("END ", "END X509 ")));
    }

    @Test
    void aSingleCertificateInBinaryIsTrustedToo() throws IOException {
        String base64 = TEST_CA.replaceAll("-----[A-Z ]+-----", "");
        assertEquals(Set.of("CN=test CA"), trusted(Base64.getMimeDecoder().decode(base64)));
    }

    @Test
    void aFileWithoutACertificateIsRefused() {
        for (String file : new String[] {
            "", "nothing", KEY, REVOCATIONS, KEY + REVOCATIONS, TEST_CA.substring(0, 100), "-----BEGIN CERTIFICATE-----"
        }) {
            String message =
                    assertThrows(IOException.class, () -> trusted(file), file).getMessage();
            assertTrue(message.contains("ca.pem"), message);
            assertFalse(message.contains("bm8ga2V5"), message);
        }
    }

    @Test
    void aDamagedCertificateIsRefused() {
        for (String damaged : new String[] {
            TEST_CA.replace("MIIBez", "MIIBey"), TEST_CA.replace("EjEQ", "????"), TEST_CA.replace("MIIBez", "")
        }) {
            assertThrows(IOException.class, () -> trusted(OTHER_CA + damaged));
        }
    }
}
