package io.github.cambtts.transport;

import io.github.cambtts.internal.text.Arguments;
import io.github.cambtts.internal.text.PlainText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
 * The network settings of a transport that creates its own HTTP client.
 *
 * @param proxy the HTTP proxy for every request; if absent, the JVM's default ({@link java.net.ProxySelector})
 * @param credentials the credentials for the proxy; present only with a proxy
 * @param trust the trust settings for TLS; if absent, the JVM's default
 */
public record NetworkSettings(
        Optional<InetSocketAddress> proxy, Optional<ProxyCredentials> credentials, Optional<Trust> trust) {

    private static final Pattern PEM_CERTIFICATE =
            Pattern.compile("-----BEGIN (?:X509 )?CERTIFICATE-----([^-]*+)-----END (?:X509 )?CERTIFICATE-----");

    /** A name, an IPv4 address, or an IPv6 address with or without brackets. */
    private static final Pattern HOST =
            Pattern.compile("[\\p{L}\\p{N}._-]+|\\[[0-9A-Fa-f:.%\\w]+]|[0-9A-Fa-f:.]+(?:%\\w+)?");

    private static final int MAX_PORT = 65_535;
    private static final int MAX_SHOWN = 80;

    /**
     * Trust settings for TLS.
     *
     * @param context makes the TLS engines
     * @param manager the trust manager that the context was initialised with
     */
    public record Trust(SSLContext context, X509TrustManager manager) {

        /**
         * Checks that nothing is missing.
         *
         * @throws IllegalArgumentException if a component is null
         */
        public Trust {
            Arguments.given(context, "context", "Give an initialised SSLContext.");
            Arguments.given(manager, "manager", "Give the trust manager that the context was initialised with.");
        }
    }

    /**
     * A user name and a password for a proxy, in the Basic scheme (RFC 7617).
     *
     * @param user the user name, without a colon
     * @param password the password
     */
    public record ProxyCredentials(String user, String password) {

        /**
         * Checks the credentials.
         *
         * @throws IllegalArgumentException if one is null or holds a control character, or if the user name holds a
         *     colon; the message never holds a value
         */
        public ProxyCredentials {
            Arguments.given(user, "user", "Give the user name for the proxy.");
            Arguments.given(password, "password", "Give the password for the proxy.");
            if (user.indexOf(':') >= 0) {
                throw new IllegalArgumentException("The user name for the proxy holds a colon, which the Basic scheme"
                        + " cannot send. Give one without.");
            }
            if ((user + password).chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("The user name or the password for the proxy holds a control"
                        + " character. Give them without, and without a line end.");
            }
        }

        /**
         * Returns the value of {@code Proxy-Authorization}, which a transport sends to the proxy only.
         *
         * @return the value, which is a secret
         */
        public String basic() {
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }

        /** Shows the user name and not the password. */
        @Override
        public String toString() {
            return "ProxyCredentials[user=" + user + "]";
        }
    }

    /**
     * Checks that nothing is missing.
     *
     * @throws IllegalArgumentException if a component is null, or there are credentials and no proxy
     */
    public NetworkSettings {
        Arguments.given(proxy, "proxy", "Give an address, or Optional.empty().");
        Arguments.given(credentials, "credentials", "Give credentials for the proxy, or Optional.empty().");
        if (credentials.isPresent() && proxy.isEmpty()) {
            throw new IllegalArgumentException("There are credentials but no proxy. Give the proxy's address too.");
        }
        Arguments.given(trust, "trust", "Give a trust, or Optional.empty().");
    }

    /**
     * Returns the JVM's defaults.
     *
     * @return settings without a proxy or a trust of their own
     */
    public static NetworkSettings defaults() {
        return new NetworkSettings(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Returns these settings with an HTTP proxy.
     *
     * @param host the proxy's name or address, resolved when a connection is made
     * @param port its port, 1 to 65535
     * @return new settings
     * @throws IllegalArgumentException if the host is no name or address, or the port is out of range
     */
    public NetworkSettings withProxy(String host, int port) {
        Arguments.given(host, "host", "Give the proxy's name or address.");
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("host is \"" + PlainText.of(host, MAX_SHOWN)
                    + "\". Give the proxy's name or address alone, such as \"proxy.example\".");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port is " + port + ". Give the proxy's port, 1 to 65535.");
        }
        return new NetworkSettings(
                Optional.of(InetSocketAddress.createUnresolved(host, port)), Optional.empty(), trust);
    }

    /**
     * Returns these settings with an HTTP proxy that asks for a user name and a password, for {@code http} and for
     * {@code https} by {@code CONNECT}. They are sent to the proxy in clear text: the connection to it is not
     * encrypted.
     *
     * <p>The JDK's HTTP client does not send them for {@code https} unless Java is started with
     * {@code -Djdk.http.auth.tunneling.disabledSchemes=""}; without that, such calls over {@code jdkhttp} fail with
     * {@link io.github.cambtts.ErrorKind#PROXY}.
     *
     * @param host the proxy's name or address, resolved when a connection is made
     * @param port its port, 1 to 65535
     * @param user the user name, without a colon
     * @param password the password, which is never shown
     * @return new settings
     * @throws IllegalArgumentException if the host is no name or address, the port is out of range, or the user name or
     *     the password cannot be sent
     */
    public NetworkSettings withProxy(String host, int port, String user, String password) {
        return new NetworkSettings(
                withProxy(host, port).proxy(), Optional.of(new ProxyCredentials(user, password)), trust);
    }

    /**
     * Returns these settings with an SSL context of the host's own.
     *
     * @param context makes the TLS engines
     * @param manager the trust manager that the context was initialised with
     * @return new settings
     */
    public NetworkSettings withTrust(SSLContext context, X509TrustManager manager) {
        return new NetworkSettings(proxy, credentials, Optional.of(new Trust(context, manager)));
    }

    /**
     * Returns these settings trusting exactly the certificates of a PEM file, in place of the JVM's.
     *
     * @param pemFile one or more X.509 certificates (RFC 7468); anything else in it is ignored, such as comments, keys
     *     and revocation lists. A file of certificates in binary (DER) is accepted too
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
        } catch (NoSuchFileException e) {
            // The JDK's message is the path alone.
            throw new NoSuchFileException(
                    pemFile.toString(), null, "there is no such file. Give a PEM file of certificates.");
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
