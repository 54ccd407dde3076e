package io.github.cambtts.cli;

import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.NetworkSettings.ProxyCredentials;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of an HTTP proxy, as curl reads it.
 *
 * @param host a name or an IP address
 * @param port 1 to 65535
 * @param credentials what the proxy asks for
 */
record ProxyAddress(String host, int port, Optional<ProxyCredentials> credentials) {

    private static final Pattern ADDRESS =
            Pattern.compile("(?i:http://)?(?![^/@]*://)(?:(?<user>[^:@]*)(?::(?<password>.*))?@)?"
                    + "(?:(?<name>[^\\s:/@\\[\\]]+)|\\[(?<ip>[0-9a-fA-F:.]+)\\]):(?<port>[0-9]{1,5})/?");
    private static final int MAX_PORT = 65535;

    /**
     * Reads an address.
     *
     * @param source the option or the variable that holds it, for messages, which do not show the text
     * @throws IllegalArgumentException if the text is not an address
     */
    static ProxyAddress parse(String source, String text) {
        Matcher matcher = ADDRESS.matcher(text);
        int port = matcher.matches() ? Integer.parseInt(matcher.group("port")) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("The value of " + source
                    + " is not the address of an HTTP proxy. Give HOST:PORT, such as proxy.example:3128 or [::1]:3128,"
                    + " or USER:PASSWORD@HOST:PORT.");
        }
        String user = matcher.group("user");
        String password = matcher.group("password");
        String host = matcher.group("name") == null ? matcher.group("ip") : matcher.group("name");
        return ServiceOptions.forOption(
                source,
                () -> new ProxyAddress(
                        host,
                        port,
                        Optional.ofNullable(user)
                                .map(name -> new ProxyCredentials(
                                        decoded(name), decoded(password == null ? "" : password)))));
    }

    /** Decodes what is percent-encoded; a plus sign is itself. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // The JDK's message quotes the text.
            throw new IllegalArgumentException("a % in the user name or the password is written %25.");
        }
    }

    NetworkSettings addTo(NetworkSettings settings) {
        return credentials
                .map(given -> settings.withProxy(host, port, given.user(), given.password()))
                .orElseGet(() -> settings.withProxy(host, port));
    }
}
