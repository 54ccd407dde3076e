package io.github.cambtts.testkit.contract;

import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.HttpURLConnection;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/** What everything in the JVM shares, and a transport therefore must not set. */
final class JvmSettings {

    private static final Pattern NETWORK =
            Pattern.compile("(https?|ftp|socks\\w*|java\\.net|javax\\.net|sun\\.net|jdk|networkaddress)\\..*");

    private static final Set<String> SECURITY =
            Set.of("networkaddress.cache.ttl", "networkaddress.cache.negative.ttl", "jdk.tls.disabledAlgorithms");

    private JvmSettings() {}

    /** Returns the present settings by name. */
    static Map<String, Optional<Object>> now() {
        Map<String, Optional<Object>> found = new TreeMap<>();
        found.put("Authenticator", Optional.ofNullable(Authenticator.getDefault()));
        found.put("CookieHandler", Optional.ofNullable(CookieHandler.getDefault()));
        found.put("ResponseCache", Optional.ofNullable(ResponseCache.getDefault()));
        found.put("ProxySelector", Optional.ofNullable(ProxySelector.getDefault()));
        found.put("HostnameVerifier", Optional.of(HttpsURLConnection.getDefaultHostnameVerifier()));
        found.put("followRedirects", Optional.of(HttpURLConnection.getFollowRedirects()));
        found.put("Locale", Optional.of(Locale.getDefault()));
        found.put("TimeZone", Optional.of(TimeZone.getDefault()));
        found.put("UncaughtExceptionHandler", Optional.ofNullable(Thread.getDefaultUncaughtExceptionHandler()));
        try {
            found.put("SSLContext", Optional.of(SSLContext.getDefault()));
        } catch (NoSuchAlgorithmException e) {
            found.put("SSLContext", Optional.empty());
        }
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> NETWORK.matcher(name).matches())
                .forEach(name -> found.put(name, Optional.ofNullable(System.getProperty(name))));
        SECURITY.forEach(name -> found.put(name, Optional.ofNullable(Security.getProperty(name))));
        return found;
    }

    /** Returns the names of the settings that have changed. */
    static Set<String> changedSince(Map<String, Optional<Object>> before) {
        Map<String, Optional<Object>> now = now();
        Set<String> changed = new TreeSet<>(before.keySet());
        changed.addAll(now.keySet());
        changed.removeIf(name -> Objects.equals(before.get(name), now.get(name)));
        return changed;
    }
}
