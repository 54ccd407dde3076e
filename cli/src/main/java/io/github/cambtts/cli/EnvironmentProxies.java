package io.github.cambtts.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The proxies of the environment variables that curl reads; where they name none, those of the JVM. */
final class EnvironmentProxies extends ProxySelector {

    private final Environment environment;
    private final ProxySelector others;

    EnvironmentProxies(Environment environment, ProxySelector others) {
        this.environment = environment;
        this.others = others;
    }

    /**
     * Returns the proxy for a URL.
     *
     * @throws IllegalArgumentException if the variable for it does not hold the address of a proxy
     */
    Optional<ProxyAddress> proxyFor(URI url) {
        return isDirect(url)
                ? Optional.empty()
                : variablesFor(url.getScheme())
                        .flatMap(name -> value(name).map(text -> ProxyAddress.parse(name, text)).stream())
                        .findFirst();
    }

    boolean isAnySet() {
        return Stream.of("http", "https")
                .flatMap(EnvironmentProxies::variablesFor)
                .anyMatch(name -> value(name).isPresent());
    }

    /** A server that runs a CGI script sets HTTP_PROXY to a header of the request, so that name is not read. */
    private static Stream<String> variablesFor(@Nullable String scheme) {
        return switch (String.valueOf(scheme).toLowerCase(Locale.ROOT)) {
            case "https" -> Stream.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");
            case "http" -> Stream.of("http_proxy", "all_proxy", "ALL_PROXY");
            default -> Stream.of();
        };
    }

    private Optional<String> value(String name) {
        return environment.variable(name).filter(text -> !text.isEmpty());
    }

    /** Returns whether the host, or a domain that it is in, is listed. */
    private boolean isDirect(URI url) {
        String host = bare(String.valueOf(url.getHost()));
        String listed = value("no_proxy").or(() -> value("NO_PROXY")).orElse("");
        return Arrays.stream(listed.split("[,\\s]+"))
                .map(EnvironmentProxies::bare)
                .anyMatch(name ->
                        name.equals("*") || host.equals(name) || (!name.isEmpty() && host.endsWith("." + name)));
    }

    /** Removes what does not count: letter case, the brackets of an IPv6 address, a dot at either end. */
    private static String bare(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("^[\\[.]|[\\].]$", "");
    }

    @Override
    public List<Proxy> select(URI url) {
        Optional<ProxyAddress> proxy = proxyFor(url);
        if (proxy.isPresent()) {
            InetSocketAddress address = InetSocketAddress.createUnresolved(
                    proxy.get().host(), proxy.get().port());
            return List.of(new Proxy(Proxy.Type.HTTP, address));
        }
        return variablesFor(url.getScheme()).findAny().isPresent() && isDirect(url)
                ? List.of(Proxy.NO_PROXY)
                : others.select(url);
    }

    @Override
    public void connectFailed(URI url, SocketAddress address, IOException failure) {
        others.connectFailed(url, address, failure);
    }
}
