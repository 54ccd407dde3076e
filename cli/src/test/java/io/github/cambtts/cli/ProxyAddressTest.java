package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyAddressTest {

    @ParameterizedTest
    @CsvSource({"proxy.example:3128,proxy.example,3128", "127.0.0.1:1,127.0.0.1,1", "[::1]:65535,::1,65535"})
    void readsHostAndPort(String text, String host, int port) {
        assertEquals(new ProxyAddress(host, port), ProxyAddress.parse(text));
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
                "http://p:1",
                "u@p:1"
            })
    void rejectsOtherText(String text) {
        assertThrows(IllegalArgumentException.class, () -> ProxyAddress.parse(text));
    }
}
