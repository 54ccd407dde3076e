package io.github.cambtts.testkit;

import io.github.cambtts.transport.NetworkSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A key and its self-signed certificate (RFC 5280), valid for a day. The JDK has no API that makes one, so the DER is
 * written here.
 */
final class SelfSigned {

    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;

    private static final byte[] ECDSA_WITH_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};
    private static final byte[] COMMON_NAME = {0x55, 4, 3};
    private static final byte[] COMMON_NAME_VALUE = "fake CAMB.AI service".getBytes(StandardCharsets.UTF_8);
    private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}|\\[[0-9a-fA-F:.]+]");
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = {0x55, 0x1d, 0x11};
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final char[] PASSWORD = {};

    private final X509Certificate certificate;
    private final SSLContext serverContext;
    private final X509TrustManager trustManager;
    private final SSLContext clientContext;

    private SelfSigned(KeyPair keys, X509Certificate certificate) throws GeneralSecurityException, IOException {
        this.certificate = certificate;
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", keys.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
        store.setCertificateEntry("trusted", certificate);
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(store, PASSWORD);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(store);
        trustManager = (X509TrustManager) trustManagers.getTrustManagers()[0];
        serverContext = SSLContext.getInstance("TLS");
        serverContext.init(keyManagers.getKeyManagers(), null, null);
        clientContext = SSLContext.getInstance("TLS");
        clientContext.init(null, trustManagers.getTrustManagers(), null);
    }

    /**
     * Makes a certificate.
     *
     * @param names the host names and addresses that it is valid for, as in URLs
     */
    static SelfSigned of(Collection<String> names) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            byte[] signed = contents(keys, names, Instant.now());
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed);
            byte[] der = der(SEQUENCE, signed, algorithm(), der(BIT_STRING, new byte[1], signature.sign()));
            return new SelfSigned(keys, (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JVM cannot make a certificate, or has no TLS", e);
        }
    }

    private static byte[] contents(KeyPair keys, Collection<String> hosts, Instant now) {
        byte[] holder = der(
                SEQUENCE, der(SET, der(SEQUENCE, der(OBJECT_ID, COMMON_NAME), der(UTF8_STRING, COMMON_NAME_VALUE))));
        byte[] validity = der(SEQUENCE, time(now.minus(LIFETIME)), time(now.plus(LIFETIME)));
        byte[] names =
                der(SEQUENCE, hosts.stream().map(SelfSigned::alternativeName).toArray(byte[][]::new));
        byte[] extension = der(SEQUENCE, der(OBJECT_ID, SUBJECT_ALTERNATIVE_NAME), der(OCTET_STRING, names));
        byte[] serialNumber = new BigInteger(127, new SecureRandom()).setBit(0).toByteArray();
        return der(
                SEQUENCE,
                der(VERSION, der(INTEGER, new byte[] {2})),
                der(INTEGER, serialNumber),
                algorithm(),
                holder,
                validity,
                holder,
                keys.getPublic().getEncoded(),
                der(EXTENSIONS, der(SEQUENCE, extension)));
    }

    /** Encodes a host's name, or its address, which certificates hold in binary form (RFC 5280, section 4.2.1.6). */
    private static byte[] alternativeName(String host) {
        if (ADDRESS.matcher(host).matches()) {
            try {
                return der(IP_ADDRESS, InetAddress.getByName(host).getAddress());
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(host + " is not an address.", e);
            }
        }
        return der(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] algorithm() {
        return der(SEQUENCE, der(OBJECT_ID, ECDSA_WITH_SHA256));
    }

    private static byte[] time(Instant time) {
        return der(GENERALIZED_TIME, TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream contents = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            contents.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = contents.size();
        if (length >= 256) {
            whole.write(0x82);
            whole.write(length >> 8);
        } else if (length >= 128) {
            whole.write(0x81);
        }
        whole.write(length);
        whole.writeBytes(contents.toByteArray());
        return whole.toByteArray();
    }

    SSLContext serverContext() {
        return serverContext;
    }

    /** Returns the defaults, and trust in this certificate alone. */
    NetworkSettings networkSettings() {
        return NetworkSettings.defaults().withTrust(clientContext, trustManager);
    }

    String pem() {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
