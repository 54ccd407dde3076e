package io.github.cambtts.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of an HTTP proxy.
 *
 * @param host a name or an IP address
 * @param port 1 to 65535
 */
record ProxyAddress(String host, int port) {

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:([^\\s:/@\\[\\]]+)|\\[([0-9a-fA-F:.]+)\\]):([0-9]{1,5})");
    private static final int MAX_PORT = 65535;

    static ProxyAddress parse(String text) {
        Matcher matcher = HOST_AND_PORT.matcher(text);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(3)) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "The value of --proxy is not an address. Give HOST:PORT, such as proxy.example:3128 or"
                            + " [::1]:3128.");
        }
        return new ProxyAddress(matcher.group(1) == null ? matcher.group(2) : matcher.group(1), port);
    }
}
