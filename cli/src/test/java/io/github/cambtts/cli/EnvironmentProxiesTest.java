package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which proxy is chosen; the rows are what curl 7.88 does. */
class EnvironmentProxiesTest {

    private static final ProxySelector OF_JVM = new ProxySelector() {
        @Override
        public List<Proxy> select(URI url) {
            return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("jvm", 1)));
        }

        @Override
        public void connectFailed(URI url, SocketAddress address, IOException failure) {}
    };

    private static String chosen(Map<String, String> variables, String url) {
        Stdout nowhere = new Stdout(new ByteArrayOutputStream(), () -> false);
        PrintStream print = new PrintStream(nowhere, true, StandardCharsets.UTF_8);
        Environment environment = new Environment(
                variables,
                Path.of(""),
                InputStream.nullInputStream(),
                nowhere,
                print,
                print,
                false,
                false,
                Optional::empty);
        Proxy proxy = new EnvironmentProxies(environment, OF_JVM)
                .select(URI.create(url))
                .get(0);
        return proxy.address() instanceof InetSocketAddress at ? at.getHostString() : "none";
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example/x, s",
        "http://api.example/x, h",
        "https://sub.intern/x, none",
        "https://intern:8443/x, none",
        "https://INTERN/x, none",
        "https://notintern/x, s",
        "https://intern.example/x, s",
        "https://a.dotted/x, none",
        "https://dotted/x, none",
        "https://127.0.0.1/x, none",
        "https://[::1]:8443/x, none",
        "https://10.0.0.1/x, s",
        "socket://intern:1, jvm"
    })
    void proxyIsChosenByHost(String url, String expected) {
        Map<String, String> variables = Map.of(
                "HTTPS_PROXY", "s:1",
                "http_proxy", "h:1",
                "HTTP_PROXY", "not-read:1",
                "no_proxy", "intern, .dotted  127.0.0.1,::1,");
        assertEquals(expected, chosen(variables, url));
    }

    @ParameterizedTest
    @CsvSource({
        "https_proxy, HTTPS_PROXY, first",
        "HTTPS_PROXY, all_proxy, first",
        "all_proxy, ALL_PROXY, first",
        "no, HTTP_PROXY, jvm",
        "no, http_proxy, jvm"
    })
    void firstVariableThatIsSetCounts(String name, String later, String expected) {
        assertEquals(expected, chosen(Map.of(name, "first:1", later, "later:1"), "https://api.example"));
        assertEquals("none", chosen(Map.of(name, "first:1", "NO_PROXY", "*"), "https://api.example"));
    }
}
