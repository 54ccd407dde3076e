package io.github.cambtts.testkit.contract;

import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.ReceivedRequest;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * What no transport may do, in whichever case: it watches each case from its set-up to its clean-up. It looks for the
 * key, for signatures, for a proxy's password and for parts of them in exceptions, in {@code toString}, in the names of
 * threads, in what is logged or printed, and in requests that do not need them; it compares the headers that were sent
 * with those that were asked for, and what the JVM shares with what it was before.
 */
final class Watch {

    /** Headers that the protocol's framing may add; the JDK client announces a body of zero bytes. */
    static final Set<String> FRAMING = Set.of("host", "connection", "content-length");

    /** The headers of a {@code CONNECT} (RFC 9110, section 9.3.6). */
    private static final Set<String> TUNNELLING = Set.of("host", "proxy-authorization");

    /** A part of a secret of this length is a secret too; a longer one if it could be the hash code of an object. */
    private static final int PART = 6;

    private static final int LONG_PART = 9;

    /** The last one is in the query of every presigned URL. */
    private static final Set<String> SECRETS = Stream.of(
                    parts(ContractFixture.KEY, PART),
                    parts(FakeCamb.SIGNATURE, LONG_PART),
                    parts(AuthenticatingProxy.PASSWORD, PART),
                    parts(AuthenticatingProxy.CREDENTIAL.substring(LONG_PART), LONG_PART),
                    Stream.of("X-Amz-"))
            .flatMap(parts -> parts)
            .collect(Collectors.toUnmodifiableSet());

    /** In the path of every URL. */
    private static final Pattern PATH = Pattern.compile("/(tts-result|tts|translated-tts|audio)/");

    private static final String A_SECRET = "The key, the query of a URL or the proxy's password, or a part of it, ";

    /** In the request line of what needs the key. */
    private static final Pattern API_PATH = Pattern.compile("/(tts-result|tts|translated-tts)/");

    private static final Set<Watch> ACTIVE = ConcurrentHashMap.newKeySet();

    static {
        ShownText.listen(Watch::logged);
    }

    private final ThreadGroup threads =
            Objects.requireNonNull(Thread.currentThread().getThreadGroup());
    private final Map<Deviation, String> deviations;
    private final Map<String, Optional<Object>> settings = JvmSettings.now();
    private final Set<String> found = ConcurrentHashMap.newKeySet();

    /** What is secret in this case only: anywhere, or where it is shown to others than the caller. */
    private final Set<String> secrets = ConcurrentHashMap.newKeySet();

    private final Set<String> hidden = ConcurrentHashMap.newKeySet();

    /** The loggers that have shown a secret, and may do so because of a deviation. */
    private final Set<String> excused = ConcurrentHashMap.newKeySet();

    /** The headers that were asked for. */
    private final Set<Map<String, List<String>>> askedOfApi = ConcurrentHashMap.newKeySet();

    private final Set<Map<String, List<String>>> askedOfStorage = ConcurrentHashMap.newKeySet();

    private final Set<String> targets = ConcurrentHashMap.newKeySet();
    private final Set<String> hosts = ConcurrentHashMap.newKeySet();

    /** Makes a watch that has not begun. */
    Watch(Map<Deviation, String> deviations) {
        this.deviations = deviations;
    }

    private static Stream<String> parts(String secret, int length) {
        return Stream.of(secret.substring(0, length), secret.substring(secret.length() - length));
    }

    /** Begins to watch the case that runs in this group of threads. */
    static Watch start(Map<Deviation, String> deviations) {
        ShownText.listen(Watch::printed);
        Watch watch = new Watch(deviations);
        ACTIVE.add(watch);
        return watch;
    }

    /** Ends. */
    void end() {
        lookAtThreads();
        ACTIVE.remove(this);
        Set<String> changed = JvmSettings.changedSince(settings);
        if (!changed.isEmpty()) {
            add(Rule.T38, "Settings of the JVM were changed: " + changed);
        }
    }

    /** Adds a text that nothing may show, an exception included. */
    void keepSecret(String secret) {
        secrets.add(secret);
    }

    /** Adds a text that may not be logged or printed. */
    void keepHidden(String text) {
        hidden.add(text);
    }

    /** Returns the loggers that have shown a secret and that the reason of a deviation names. */
    Set<String> excused() {
        return excused;
    }

    /** Fails if anything was found, in these requests either. */
    void assertNothingFound(List<ReceivedRequest> received, List<String> heads) {
        received.forEach(this::lookAt);
        heads.forEach(this::lookAtHead);
        if (!found.isEmpty()) {
            throw new AssertionFailedError(String.join("\n", new TreeSet<>(found)));
        }
    }

    /** Returns the watch of the case that a group of threads belongs to; those of all that run now if it is of none. */
    private static Stream<Watch> concerned(@Nullable ThreadGroup group) {
        return CaseLimit.isOfCase(group)
                ? ACTIVE.stream().filter(watch -> group != null && watch.threads.parentOf(group))
                : ACTIVE.stream();
    }

    private void add(Rule rule, String what) {
        found.add(what + ". Rule " + rule + " holds in every case: " + rule.sentence());
    }

    private boolean isSecretIn(@Nullable String text) {
        return text != null && Stream.of(SECRETS, secrets).flatMap(Set::stream).anyMatch(text::contains);
    }

    private boolean isHiddenIn(String text) {
        return isSecretIn(text) || hidden.stream().anyMatch(text::contains);
    }

    private static void printed(String stream, String text) {
        concerned(Thread.currentThread().getThreadGroup())
                .filter(watch -> watch.isHiddenIn(text))
                .forEach(watch -> watch.add(Rule.T33, A_SECRET + "was printed to " + stream));
    }

    private static void logged(String logger, Level level, String text) {
        concerned(Thread.currentThread().getThreadGroup())
                .filter(watch -> watch.isHiddenIn(text))
                .forEach(watch -> watch.foundIn(logger, level));
    }

    private void foundIn(String logger, Level level) {
        if (level.intValue() < Level.INFO.intValue() && isExcused(logger)) {
            excused.add(logger);
        } else {
            add(Rule.T33, A_SECRET + "was logged by " + logger + " at " + level);
        }
    }

    /** Returns whether the reason of the deviation names the logger, or a parent of it. */
    private boolean isExcused(String logger) {
        String reason = Objects.requireNonNullElse(deviations.get(Deviation.LOGS_HEADERS_IF_TURNED_ON), "");
        for (String name = logger; name.contains("."); name = name.substring(0, name.lastIndexOf('.'))) {
            if (reason.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** Looks at the names of all threads of the JVM. */
    static void lookAtThreads() {
        ThreadGroup all = Objects.requireNonNull(Thread.currentThread().getThreadGroup());
        for (ThreadGroup parent = all.getParent(); parent != null; parent = parent.getParent()) {
            all = parent;
        }
        Thread[] running = new Thread[2 * all.activeCount() + 16];
        int count = all.enumerate(running);
        for (int i = 0; i < count; i++) {
            String name = running[i].getName();
            // The suite names the thread of a case after the case, which may have a URL.
            if (!name.startsWith(CaseLimit.THREAD_NAME)) {
                concerned(running[i].getThreadGroup())
                        .filter(watch ->
                                watch.isHiddenIn(name) || PATH.matcher(name).find())
                        .forEach(watch -> watch.add(Rule.T33, "The key or a URL is in the name of a thread"));
            }
        }
    }

    private void lookAt(ReceivedRequest request) {
        boolean isApi = request.origin() == Origin.API;
        String all = request.target() + request.headers();
        if (all.contains(isApi ? FakeCamb.SIGNATURE : ContractFixture.KEY)) {
            add(Rule.T4, isApi ? "A signature was sent to the API" : "The key was sent to storage");
        }
        if (!deviations.containsKey(Deviation.NORMALISES_URLS)
                && !deviations.containsKey(Deviation.DROPS_EMPTY_QUERY)
                && !targets.contains(targetOf(request.target()))) {
            add(Rule.T3, "A URL was sent that was not asked for: " + request);
        }
        Map<String, List<String>> headers = new TreeMap<>(request.headers());
        if (!headers.getOrDefault("content-length", List.of("0")).equals(List.of("0"))) {
            add(Rule.T4, "The request has a Content-Length: " + headers.get("content-length"));
        }
        headers.getOrDefault("host", List.of()).forEach(this::lookAtHost);
        headers.getOrDefault(":authority", List.of()).forEach(this::lookAtHost);
        headers.keySet().removeIf(name -> FRAMING.contains(name) || name.startsWith(":"));
        if (asked(isApi).stream().noneMatch(each -> isSent(each, headers))) {
            add(
                    Rule.T4,
                    "Other headers than those of the request were sent to the " + request.origin() + ": " + request);
        }
    }

    private void lookAtHost(String host) {
        if (!hosts.contains(host)) {
            add(Rule.T4, "Host is not the authority of a URL that was asked for: " + host);
        }
    }

    private Set<Map<String, List<String>>> asked(boolean ofApi) {
        return ofApi ? askedOfApi : askedOfStorage;
    }

    /** Returns the path and the query; an apostrophe may be encoded (see {@link Deviation#NORMALISES_URLS}). */
    private static String targetOf(String url) {
        return url.replaceFirst("^https?://[^/?]*", "").replace("'", "%27");
    }

    private boolean isSent(Map<String, List<String>> wanted, Map<String, List<String>> sent) {
        return deviations.containsKey(Deviation.ADDS_HEADERS)
                ? sent.entrySet().containsAll(wanted.entrySet())
                : sent.equals(wanted);
    }

    private void lookAtHead(String head) {
        String line = head.lines().findFirst().orElse("");
        if (!line.startsWith("CONNECT ")) {
            if (head.contains(ContractFixture.KEY) && !API_PATH.matcher(line).find()) {
                add(Rule.T4, "The key was sent with a request that is not for a result");
            }
            if (line.startsWith("GET ")) {
                lookAtHeaders(line, head);
            }
            return;
        }
        if (head.contains(ContractFixture.KEY) || head.contains(FakeCamb.SIGNATURE)) {
            add(Rule.T20, "The key or a signature was sent with CONNECT, in clear text");
        }
        Set<String> more = moreThanNeeded(head);
        if (!more.isEmpty() && !deviations.containsKey(Deviation.ADDS_HEADERS_TO_CONNECT)) {
            add(Rule.T20, "CONNECT was sent with other headers too: " + more);
        }
    }

    /** A proxy receives its own headers too. */
    private void lookAtHeaders(String line, String head) {
        Map<String, List<String>> headers = new TreeMap<>();
        head.lines().skip(1).filter(each -> !each.isEmpty()).forEach(each -> {
            int colon = Math.max(0, each.indexOf(':'));
            headers.put(
                    each.substring(0, colon).toLowerCase(Locale.ROOT),
                    List.of(each.substring(colon + 1).strip()));
        });
        headers.getOrDefault("host", List.of()).forEach(this::lookAtHost);
        headers.keySet().removeAll(FRAMING);
        if (line.startsWith("GET http")) {
            headers.remove("proxy-authorization");
            if (deviations.containsKey(Deviation.ADDS_HEADERS_TO_CONNECT)) {
                headers.remove("proxy-connection");
            }
        }
        boolean isApi = API_PATH.matcher(line).find();
        if (asked(isApi).stream().noneMatch(each -> isSent(each, headers))) {
            add(Rule.T4, "Other headers than those of the request were sent: " + headers.keySet());
        }
    }

    /** Returns the names of the headers of a CONNECT that it does not need. */
    static Set<String> moreThanNeeded(String connect) {
        Set<String> names = connect.lines()
                .skip(1)
                .filter(line -> !line.isEmpty())
                .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        names.removeAll(TUNNELLING);
        return names;
    }

    private void lookAt(Throwable thrown) {
        if (!Secrets.areAbsent(thrown, this::isSecretIn)) {
            add(Rule.T32, A_SECRET + "is in an exception: " + thrown.getClass().getName());
        }
    }

    private void lookAt(Object shown) {
        if (isSecretIn(shown.toString())) {
            add(Rule.T32, A_SECRET + "is in toString of " + shown.getClass().getName());
        }
    }

    /** Returns a transport that does the same and is watched. */
    Transport watched(Transport transport) {
        return new Watched(transport);
    }

    private final class Watched implements Transport {

        private final Transport transport;

        Watched(Transport transport) {
            this.transport = transport;
        }

        @Override
        public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
            Map<String, List<String>> headers = new TreeMap<>();
            request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), List.of(value)));
            asked(!(request instanceof StorageRequest)).add(headers);
            targets.add(targetOf(request.url().toString()));
            hosts.add(request.url().getRawAuthority());
            try {
                TransportResponse response = transport.get(request, signal);
                // A proxy's refusal may be returned although there is no connection to the server.
                if (signal.isConnecting() && response.status() != 407) {
                    add(Rule.T23, "A response was returned before connected() was called");
                }
                lookAt(response);
                return new WatchedResponse(response);
            } catch (IOException | RuntimeException e) {
                lookAt(e);
                throw e;
            } finally {
                lookAt(transport);
                lookAt(signal);
            }
        }

        @Override
        public JsonDecoder jsonDecoder() {
            JsonDecoder decoder = transport.jsonDecoder();
            return json -> {
                try {
                    return decoder.decode(json);
                } catch (IOException | RuntimeException e) {
                    lookAt(e);
                    throw e;
                }
            };
        }

        @Override
        public void close() {
            transport.close();
        }

        @Override
        public String toString() {
            return transport.toString();
        }
    }

    private final class WatchedResponse extends AlteredResponse {

        private final TransportResponse response;

        WatchedResponse(TransportResponse response) {
            super(response);
            this.response = response;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            try {
                return super.read(target);
            } catch (IOException | RuntimeException e) {
                lookAt(e);
                throw e;
            }
        }

        @Override
        public void close() {
            super.close();
            lookAt(response);
        }
    }
}
