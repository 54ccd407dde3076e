package io.github.cambtts.transport;

import io.github.cambtts.internal.text.Arguments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * How a transport that makes its own HTTP client gets to the network.
 *
 * @param proxy the HTTP proxy for every request; where absent, the JVM's default ({@link java.net.ProxySelector})
 * @param trust whom to trust on TLS; where absent, the JVM's default
 */
public record NetworkSettings(Optional<InetSocketAddress> proxy, Optional<Trust> trust) {

    private static final Pattern PEM_CERTIFICATE =
            Pattern.compile("-----BEGIN (?:X509 )?CERTIFICATE-----([^-]*+)-----END (?:X509 )?CERTIFICATE-----");

    /**
     * Whom to trust on TLS.
     *
     * @param context makes the TLS engines
     * @param manager the trust manager that the context was initialised with
     */
    public record Trust(SSLContext context, X509TrustManager manager) {

        /**
         * Checks that nothing is missing.
         *
         * @param context the value for the {@code context} record component
         * @param manager the value for the {@code manager} record component
         * @throws IllegalArgumentException if a component is null
         */
        public Trust {
            Arguments.given(context, "context", "Give an initialised SSLContext.");
            Arguments.given(manager, "manager", "Give the trust manager that the context was initialised with.");
        }
    }

    /**
     * Checks that nothing is missing.
     *
     * @param proxy the value for the {@code proxy} record component
     * @param trust the value for the {@code trust} record component
     * @throws IllegalArgumentException if a component is null
     */
    public NetworkSettings {
        Arguments.given(proxy, "proxy", "Give an address, or Optional.empty().");
        Arguments.given(trust, "trust", "Give a trust, or Optional.empty().");
    }

    /**
     * Returns the JVM's defaults.
     *
     * @return settings without a proxy or a trust of their own
     */
    public static NetworkSettings defaults() {
        return new NetworkSettings(Optional.empty(), Optional.empty());
    }

    /**
     * Returns these settings with an HTTP proxy.
     *
     * @param host the proxy's name or address, resolved when a connection is made
     * @param port its port, 1 to 65535
     * @return new settings
     */
    public NetworkSettings withProxy(String host, int port) {
        Arguments.given(host, "host", "Give the proxy's name or address.");
        return new NetworkSettings(Optional.of(InetSocketAddress.createUnresolved(host, port)), trust);
    }

    /**
     * Returns these settings with an SSL context of the host's own.
     *
     * @param context makes the TLS engines
     * @param manager the trust manager that the context was initialised with
     * @return new settings
     */
    public NetworkSettings withTrust(SSLContext context, X509TrustManager manager) {
        return new NetworkSettings(proxy, Optional.of(new Trust(context, manager)));
    }

    /**
     * Returns these settings trusting exactly the certificates of a PEM file, in place of the JVM's.
     *
     * @param pemFile one or more X.509 certificates (RFC 7468); whatever else it holds is passed over, such as comments,
     *     keys and revocation lists. A file of certificates in binary (DER) will do too
     * @return new settings
     * @throws IOException if the file cannot be read or holds no certificate
     */
    public NetworkSettings withTrustedCertificates(Path pemFile) throws IOException {
        Arguments.given(pemFile, "pemFile", "Give a PEM file of certificates.");
        try {
            Collection<? extends Certificate> certificates = certificates(Files.readAllBytes(pemFile));
            if (certificates.isEmpty()) {
                throw new IOException(pemFile + " holds no certificate. Give a PEM file with at least one"
                        + " \"-----BEGIN CERTIFICATE-----\" block.");
            }
            KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            for (Certificate certificate : certificates) {
                anchors.setCertificateEntry("anchor-" + anchors.size(), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    return withTrust(context, x509);
                }
            }
            throw new IOException("This JVM has no X.509 trust manager.");
        } catch (GeneralSecurityException e) {
            throw new IOException(pemFile + " is not a PEM file of X.509 certificates.", e);
        }
    }

    private static Collection<? extends Certificate> certificates(byte[] file) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        String text = new String(file, StandardCharsets.ISO_8859_1);
        List<Certificate> certificates = new ArrayList<>();
        Matcher block = PEM_CERTIFICATE.matcher(text);
        while (block.find()) {
            byte[] der;
            try {
                der = Base64.getMimeDecoder().decode(block.group(1));
            } catch (IllegalArgumentException e) {
                throw new CertificateException("A certificate is not in Base64", e);
            }
            certificates.add(factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        return certificates.isEmpty() ? factory.generateCertificates(new ByteArrayInputStream(file)) : certificates;
    }
}
