package io.github.cambtts.testkit.contract;

import io.github.cambtts.transport.NetworkSettings;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Trusts every certificate, for any host name. */
class TrustAll extends X509ExtendedTrustManager {

    static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns settings with the same trust, but for any host name. */
    static NetworkSettings ofNames(NetworkSettings network) {
        return checking(network, (right, chain, type, engine) -> right.checkServerTrusted(chain, type));
    }

    /** Returns settings with the same trust, but also for certificates that have expired. */
    static NetworkSettings ofExpired(NetworkSettings network) {
        return checking(network, (right, chain, type, engine) -> {
            try {
                ((X509ExtendedTrustManager) right).checkServerTrusted(chain, type, engine);
            } catch (CertificateException e) {
                if (!hasExpired(e)) {
                    throw e;
                }
            }
        });
    }

    /** Returns settings that trust whom the JVM trusts too. */
    static NetworkSettings ofJvm(NetworkSettings network) {
        return checking(network, (right, chain, type, engine) -> {
            try {
                ((X509ExtendedTrustManager) right).checkServerTrusted(chain, type, engine);
            } catch (CertificateException e) {
                jvms().checkServerTrusted(chain, type, engine);
            }
        });
    }

    private static X509ExtendedTrustManager jvms() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns settings with the same trust, but also for certificates of which a test finds the name right. */
    static NetworkSettings ofNames(NetworkSettings network, BiPredicate<X509Certificate, String> isRight) {
        return checking(network, (right, chain, type, engine) -> {
            try {
                ((X509ExtendedTrustManager) right).checkServerTrusted(chain, type, engine);
            } catch (CertificateException e) {
                right.checkServerTrusted(chain, type);
                if (!isRight.test(chain[0], engine.getPeerHost())) {
                    throw e;
                }
            }
        });
    }

    /** Returns settings whose context has no certificate of the client. */
    static NetworkSettings withoutCertificate(NetworkSettings network) {
        return checking(
                network,
                (right, chain, type, engine) ->
                        ((X509ExtendedTrustManager) right).checkServerTrusted(chain, type, engine));
    }

    static boolean isCommonName(X509Certificate certificate, String host) {
        return certificate.getSubjectX500Principal().getName().contains("CN=" + host);
    }

    static boolean isParent(X509Certificate certificate, String host) {
        return names(certificate).anyMatch(name -> host.endsWith("." + name));
    }

    static boolean isWildcard(X509Certificate certificate, String host) {
        return names(certificate).anyMatch(name -> name.startsWith("*") && host.endsWith(name.substring(1)));
    }

    private static Stream<String> names(X509Certificate certificate) {
        try {
            return certificate.getSubjectAlternativeNames().stream()
                    .map(name -> name.get(1).toString());
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasExpired(Throwable thrown) {
        return thrown instanceof CertificateExpiredException
                || (thrown.getCause() != null && hasExpired(thrown.getCause()));
    }

    private interface Check {
        void check(X509TrustManager right, X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException;
    }

    private static NetworkSettings checking(NetworkSettings network, Check wrong) {
        if (network.trust().isEmpty()) {
            return network;
        }
        X509TrustManager right = network.trust().get().manager();
        TrustAll checking = new TrustAll() {
            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                    throws CertificateException {
                wrong.check(right, chain, type, engine);
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {checking}, null);
            return network.withTrust(context, checking);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
