package io.github.cambtts.testkit.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * A proxy that requires a user name and a password by the Basic scheme (RFC 7617). It then opens a tunnel, or
 * forwards one plain HTTP request. It keeps the heads of forwarded requests, so that a case can search them for the
 * password.
 */
final class AuthenticatingProxy implements AutoCloseable {

    static final String USER = "al1ce";
    static final String PASSWORD = "pr0xy:p4ssw0rd \u00e4";

    /** User and password, as they are sent. */
    static final String CREDENTIAL =
            Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private final String expected;
    private final RawServer server;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<String> forwarded = new CopyOnWriteArrayList<>();
    private final List<Socket> upstream = new CopyOnWriteArrayList<>();

    private AuthenticatingProxy(String user, String password) throws IOException {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        expected = "proxy-authorization: basic " + Base64.getEncoder().encodeToString(pair);
        server = RawServer.handling(this::serve);
    }

    static AuthenticatingProxy start(String user, String password) throws IOException {
        return new AuthenticatingProxy(user, password);
    }

    int port() {
        return server.port();
    }

    /** Returns the heads of all requests received. */
    List<String> heads() {
        return heads;
    }

    /** Returns the heads of the plain HTTP requests that were forwarded. */
    List<String> forwardedHeads() {
        return forwarded;
    }

    /** Returns how many connections to servers were made. */
    int upstreamConnections() {
        return upstream.size();
    }

    private void serve(Socket client) throws IOException {
        String head = readHead(client);
        while (!head.isEmpty() && !isAuthorized(head)) {
            write(
                    client,
                    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\n"
                            + "Content-Length: 0\r\n\r\n");
            head = readHead(client);
        }
        if (head.isEmpty()) {
            return;
        }
        String[] line = head.substring(0, head.indexOf("\r\n")).split(" ");
        boolean isTunnel = line[0].equals("CONNECT");
        URI target = URI.create(isTunnel ? "https://" + line[1] : line[1]);
        try (Socket origin = new Socket(InetAddress.getLoopbackAddress(), target.getPort())) {
            upstream.add(origin);
            if (isTunnel) {
                write(client, "HTTP/1.1 200 Connection Established\r\n\r\n");
                Thread up = new Thread(() -> copy(client, origin));
                up.setDaemon(true);
                up.start();
            } else {
                String forwardedHead = forwardedHead(line, target, head);
                forwarded.add(forwardedHead);
                write(origin, forwardedHead);
            }
            copy(origin, client);
        }
    }

    private String readHead(Socket client) throws IOException {
        String head = RawServer.readHead(client.getInputStream());
        heads.add(head);
        return head;
    }

    private boolean isAuthorized(String head) {
        // The scheme's name is case-insensitive, the credentials are not.
        return head.lines().anyMatch(line -> {
            int credential = expected.lastIndexOf(' ') + 1;
            return line.length() == expected.length()
                    && line.substring(0, credential).toLowerCase(Locale.ROOT).equals(expected.substring(0, credential))
                    && line.substring(credential).equals(expected.substring(credential));
        });
    }

    /** Headers for the proxy are not forwarded (RFC 9110, section 11.7.2). */
    private static String forwardedHead(String[] line, URI target, String head) {
        String path = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
        String headers = head.lines()
                .skip(1)
                .filter(header -> !header.isEmpty())
                .filter(header -> !header.toLowerCase(Locale.ROOT).matches("(proxy-[a-z]+|connection):.*"))
                .collect(Collectors.joining("\r\n"));
        return line[0] + " " + path + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n";
    }

    private static void write(Socket to, String text) throws IOException {
        OutputStream out = to.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One side closed its connection.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket each : upstream) {
            each.close();
        }
    }
}
