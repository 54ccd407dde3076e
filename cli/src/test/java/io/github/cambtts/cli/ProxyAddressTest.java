package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.transport.NetworkSettings.ProxyCredentials;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyAddressTest {

    @ParameterizedTest
    @CsvSource({
        "proxy.example:3128,proxy.example,3128",
        "127.0.0.1:1,127.0.0.1,1",
        "[::1]:65535,::1,65535",
        "http://p:1,p,1",
        "HTTP://p:1/,p,1"
    })
    void readsHostAndPort(String text, String host, int port) {
        assertEquals(new ProxyAddress(host, port, Optional.empty()), ProxyAddress.parse("--proxy", text));
    }

    @ParameterizedTest
    @CsvSource({
        "u:p@h:1,u,p",
        "u:@h:1,u,''",
        "u@h:1,u,''",
        "http://u:p:q@h:1/,u,p:q",
        "u:p@q@h:1,u,p@q",
        "u%20v:p%40%25+@h:1,u v,p@%+",
        "u:ä%C3%A4@h:1,u,ää"
    })
    void readsCredentialsAsCurlDoes(String text, String user, String password) {
        assertEquals(
                new ProxyAddress("h", 1, Optional.of(new ProxyCredentials(user, password))),
                ProxyAddress.parse("--proxy", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy",
                "proxy:",
                ":3128",
                "proxy:0",
                "proxy:65536",
                "proxy:x",
                "::1:3128",
                "https://p:1",
                "socks5://u:secr3t@p:1",
                "u:secr3t@p",
                "u:secr3t%zz@p:1",
                "u%3a:secr3t@p:1",
                "u:secr3t%0a@p:1",
                "p:1/path"
            })
    void rejectsOtherTextWithoutShowingIt(String text) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> ProxyAddress.parse("HTTPS_PROXY", text));
        assertTrue(String.valueOf(refusal.getMessage()).contains("HTTPS_PROXY"), refusal::getMessage);
        for (Throwable each = refusal; each != null; each = each.getCause()) {
            assertFalse(String.valueOf(each.getMessage()).contains("secr3t"), each::toString);
        }
    }
}
