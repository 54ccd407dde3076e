package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Each rule has a case, each case has a rule and a flaw that it rejects, and the page that lists them is up to date.
 */
class RulesTest {

    private static final Path PORT = Path.of("../core/src/main/java/io/github/cambtts/transport/package-info.java");
    private static final Path PAGE = Path.of("../docs/contract.md");
    private static final String WRITE = "cambtts.contract.page.write";

    private static final String LIMIT_IS_CORES = "core's own limit ends the call, whatever the transport throws";
    private static final String PLAIN_DEVIATES = "PlainTransport itself deviates here: see DeviationsTest";
    private static final String OTHER_CASE = "its flaw is detected reliably by ";

    /** The cases of rules that reject no {@link Flaw}, each with the reason. */
    private static final Map<String, String> WITHOUT_FLAW = new TreeMap<>(Map.ofEntries(
            Map.entry("heapAndDirectBuffersAreFilled", OTHER_CASE + "aReadFillsFromPositionToLimitAndNoFurther"),
            Map.entry("allBytesBeforeABreakAreReturned", OTHER_CASE + "everyByteIsReceivedWhateverTheFraming"),
            Map.entry(
                    "slowHeadersAreLimitedAsAWhole",
                    OTHER_CASE + "theTransportsSignalAloneWakesAThreadThatWaitsForHeaders"),
            Map.entry(
                    "aStreamReadToItsAnnouncedLengthReleasesItsConnection",
                    OTHER_CASE + "fiftyCallsReuseOneConnection"),
            Map.entry(
                    "overEveryWireMissingHeadersAreAResponseTimeout",
                    OTHER_CASE + "theTransportsSignalAloneWakesAThreadThatWaitsForHeaders"),
            Map.entry("aSlowHandshakeIsAConnectTimeout", LIMIT_IS_CORES),
            Map.entry("aHandshakeThatStallsIsAConnectTimeout", LIMIT_IS_CORES),
            Map.entry("aConnectionThatIsNotAcceptedIsAConnectTimeout", LIMIT_IS_CORES),
            Map.entry("twoTransportsWorkAtOnce", OTHER_CASE + "manyExchangesRunAtOnce"),
            Map.entry("thirtyTwoCallsAtOnceGetTheirOwnBytes", OTHER_CASE + "manyExchangesRunAtOnce"),
            Map.entry("closingEarlyLeavesTheClientUsable", OTHER_CASE + "closingDoesNotReadTheRestOfABody"),
            Map.entry("http11IsUsedIfTheServerOffersNothingElse", "no tested stack uses HTTP/2 without agreement"),
            Map.entry("anInterruptEndsOneCallAndNoOther", OTHER_CASE + "anAbortAfterTheEndDisturbsNoLaterExchange"),
            Map.entry("aChunkExtensionMayHaveSpaces", OTHER_CASE + "aChunkSizeMayArriveInPieces"),
            Map.entry("aProxyThatClosesIsAskedOnce", PLAIN_DEVIATES),
            Map.entry("anEmptyQueryIsSent", PLAIN_DEVIATES),
            Map.entry("theConnectionOfARejectedResponseIsDropped", PLAIN_DEVIATES),
            Map.entry("aProxyThatRefusesToConnectWithAPageIsAProxyError", PLAIN_DEVIATES),
            Map.entry("aProxyThatCannotConnectIsAConnectError", PLAIN_DEVIATES),
            Map.entry("aProxyThatForbidsTheServerIsAProxyError", PLAIN_DEVIATES),
            Map.entry("aRequestWhoseConnectionClosesBeforeTheHeadersIsSentOnce", PLAIN_DEVIATES)));

    /** What no suite, or none that ends in a minute, can find out about a transport. */
    private static final List<String> UNTESTABLE = List.of(
            "T24: a time limit of more than 11 s, or one for TCP alone. `-Dcambtts.contract.pause.seconds=65` makes the pause of that case longer.",
            "T11, T31, T37: memory that is taken for less than a case lasts, or less than 4 KiB for each call.",
            "T10: a fault after more than 264 MiB of a body. T17: a limit of more than 260 exchanges at once, or of 70 that wait.",
            "T36: what is refused between the sizes that the rule names and those that no server sends.",
            "T17, T21, T25: a race that needs a rarer moment than many repetitions meet.",
            "T1, T27: how often a transport tries to connect to a port that refuses, and whether it remembers unknown names, as the JVM does.",
            "T3, T4: a host in capital letters, which a stack may write in small ones.",
            "T17: processor time that is spent while it waits.",
            "T37: what the threads of a pool inherit from the caller that was the first to need them.",
            "T33: what is logged below `INFO` in other cases than the two that turn all levels on.",
            "T10: a response with status 304, which the library does not ask for, or with non-ASCII characters in a header.",
            "T30: what core rejects itself, such as a length with a sign: a transport may return it.",
            "T38: a setting that is changed and set back within a case; levels of loggers; system properties that a stack reads.",
            "T4, T20: what is sent to third parties, such as measurements or names to look up over HTTPS, and to ports other than that of the URL.",
            "T5: what is written to disk and read by a later process.",
            "T21: whether the socket of a connection that the server never accepted is closed after an abort.",
            "T22: look-ups, in a JVM that is not started as [writing-a-transport.md](writing-a-transport.md) says.",
            "T32, T33: what a debugger, a heap dump, a metric or a logging library shows that does not reach `java.util.logging` or the"
                    + " standard streams.",
            "T18: revoked certificates, old TLS versions and weak ciphers: the trust and the JVM's settings decide.",
            "T19: HTTP/2 in detail: flow control, pushed responses, GOAWAY, settings. HTTP/3.",
            "T20: proxies that need NTLM, SOCKS or TLS, and automatic proxy configuration.",
            "T27, T29: a network that loses packets, several addresses of a name, IPv6; the suite has only the loopback interface.",
            "T34: numbers with a fraction or an exponent that a double cannot hold.",
            "A transport that behaves otherwise on another operating system, JVM, day or load, or where it recognises the suite.");

    record Case(String subject, String name, List<Rule> rules) {}

    private static List<Case> cases() {
        return Stream.of(TransportContract.class, HttpTransportContract.class)
                .flatMap(RulesTest::cases)
                .sorted(Comparator.comparing(Case::subject).thenComparing(Case::name))
                .toList();
    }

    /** Returns the cases that a suite adds to the suite that it extends. */
    static Stream<Case> cases(Class<?> suite) {
        return Arrays.stream(suite.getDeclaredClasses())
                .filter(subject -> subject.isAnnotationPresent(Nested.class))
                .flatMap(RulesTest::casesOf);
    }

    /** Returns the cases of a subject. */
    static Stream<Case> casesOf(Class<?> subject) {
        return Arrays.stream(subject.getSuperclass().getDeclaredMethods())
                .filter(RulesTest::isCase)
                .map(method -> new Case(subject.getSimpleName(), method.getName(), rulesOf(method, subject)));
    }

    private static boolean isCase(Method method) {
        return AnnotationSupport.isAnnotated(method, Test.class)
                || AnnotationSupport.isAnnotated(method, org.junit.jupiter.api.TestTemplate.class);
    }

    private static List<Rule> rulesOf(Method method, Class<?> subject) {
        return AnnotationSupport.findAnnotation(method, Proves.class)
                .or(() -> AnnotationSupport.findAnnotation(subject, Proves.class))
                .map(proves -> List.of(proves.value()))
                .orElse(List.of());
    }

    /** Returns the cases that detect a deviation. */
    static List<String> deviatingCases() {
        return subjects()
                .flatMap(subject -> Arrays.stream(subject.getSuperclass().getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(MayDeviate.class))
                .map(Method::getName)
                .toList();
    }

    private static Map<String, Set<Flaw>> flaws() {
        Map<String, Set<Flaw>> flaws = new TreeMap<>();
        for (Flaw flaw : Flaw.values()) {
            flaw.cases()
                    .forEach(name ->
                            flaws.computeIfAbsent(name, key -> new TreeSet<>()).add(flaw));
        }
        return flaws;
    }

    @Test
    void theRulesAreThoseOfThePort() throws IOException {
        Matcher items = Pattern.compile("<li><b>(T\\d+)</b> (.*?)(?=\\n \\* *<li>|\\n \\* *</ul>)", Pattern.DOTALL)
                .matcher(Files.readString(PORT));
        Map<String, String> written = new TreeMap<>();
        while (items.find()) {
            String sentence = items.group(2)
                    .replaceAll("\\s*\\n \\*\\s*", " ")
                    .replaceAll("\\{@link [\\w.]+\\.(\\w+)#(\\w+)\\}", "$1.$2");
            written.put(items.group(1), sentence);
        }
        Map<String, String> quoted = Arrays.stream(Rule.values())
                .filter(Rule::isTransports)
                .collect(Collectors.toMap(Rule::name, Rule::sentence, (a, b) -> a, TreeMap::new));
        assertEquals(written, quoted);
    }

    @Test
    void thePortNamesTheRulesThatAStackMayBeUnableToKeep() throws IOException {
        String written = Files.readString(PORT).replaceAll("\\s*\\n \\*\\s*", " ");
        String expected = "MAY be unable to keep a part of "
                + deviations().keySet().stream().map(Rule::name).collect(Collectors.joining(", "))
                + ": its suite declares";
        assertTrue(written.contains(expected), expected);
    }

    /** Returns the deviations that cases of a rule detect. */
    private static Map<Rule, Set<Deviation>> deviations() {
        Map<Rule, Set<Deviation>> found = new EnumMap<>(Rule.class);
        subjects()
                .forEach(subject -> Arrays.stream(subject.getSuperclass().getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(MayDeviate.class))
                        .forEach(method -> rulesOf(method, subject)
                                .forEach(rule -> found.computeIfAbsent(rule, key -> EnumSet.noneOf(Deviation.class))
                                        .add(method.getAnnotation(MayDeviate.class)
                                                .value()))));
        return found;
    }

    private static Stream<Class<?>> subjects() {
        return Stream.of(TransportContract.class, HttpTransportContract.class)
                .flatMap(suite -> Arrays.stream(suite.getDeclaredClasses()))
                .filter(subject -> subject.isAnnotationPresent(Nested.class));
    }

    @Test
    void eachRuleHasACaseAndEachCaseARule() {
        Map<Rule, Integer> counts = new EnumMap<>(Rule.class);
        for (Case each : cases()) {
            assertTrue(!each.rules().isEmpty(), () -> each + " names no rule");
            each.rules().forEach(rule -> counts.merge(rule, 1, Integer::sum));
        }
        assertEquals(Set.of(Rule.values()), counts.keySet());
    }

    @Test
    void eachCaseOfARuleRejectsAFlawOrIsListedWithAReason() {
        Set<String> flawed = flaws().keySet();
        Set<String> without = cases().stream()
                .filter(each -> each.rules().stream().anyMatch(Rule::isTransports))
                .map(Case::name)
                .filter(name -> !flawed.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(WITHOUT_FLAW.keySet(), without);
    }

    @Test
    void everyFlawNamesExistingCases() {
        Set<String> names = cases().stream().map(Case::name).collect(Collectors.toSet());
        flaws().forEach((name, flaws) -> assertTrue(names.contains(name), () -> name + " of " + flaws));
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        String page = page();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, page);
        }
        assertEquals(
                page, Files.readString(PAGE), "run this test with -D" + WRITE + "=true to update docs/contract.md");
    }

    private static String page() {
        StringBuilder page = new StringBuilder("# The contract, rule by rule\n\n")
                .append(
                        "Generated by `RulesTest`: each rule of the port, the cases that test it, and the flaws that each case was\n")
                .append("seen to detect.\n");
        Map<String, Set<Flaw>> flaws = flaws();
        for (Rule rule : Rule.values()) {
            page.append("\n**")
                    .append(rule)
                    .append("** ")
                    .append(rule.sentence())
                    .append(mustOrMay(rule))
                    .append("\n\n");
            List<Case> proving =
                    cases().stream().filter(each -> each.rules().contains(rule)).toList();
            if (!rule.isTransports()) {
                page.append(
                                "Cases that need no flaw, since a transport alone cannot break the rule. What core decides by itself is")
                        .append(
                                " tested once,\nin memory, by the subclasses of `InMemory` in the testkit's tests.\n\n");
                proving.forEach(each -> page.append("- ")
                        .append(each.subject())
                        .append(" `")
                        .append(each.name())
                        .append("`\n"));
                continue;
            }
            for (Case each : proving) {
                String rejected = flaws.containsKey(each.name())
                        ? flaws.get(each.name()).stream()
                                .map(flaw -> "`" + flaw + "`")
                                .collect(Collectors.joining(", "))
                        : "none: " + WITHOUT_FLAW.get(each.name());
                page.append("- ")
                        .append(each.subject())
                        .append(" `")
                        .append(each.name())
                        .append("` ← ")
                        .append(rejected)
                        .append('\n');
            }
        }
        page.append("\n## What no suite can test\n\nA transport that passes may still be wrong in these ways:\n\n");
        UNTESTABLE.forEach(each -> page.append("- ").append(each).append('\n'));
        return page.toString();
    }

    private static String mustOrMay(Rule rule) {
        if (!rule.isTransports()) {
            return "";
        }
        String declared = deviations().getOrDefault(rule, Set.of()).stream()
                .map(deviation -> "`" + deviation + "`")
                .collect(Collectors.joining(", "));
        return declared.isEmpty() ? " MUST." : " MUST; a stack MAY declare " + declared + ".";
    }
}
