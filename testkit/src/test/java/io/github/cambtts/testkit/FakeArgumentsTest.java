package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.TaskId;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The fake service refuses null by the parameter's name, and an impossible value with a sentence that says what to give. */
class FakeArgumentsTest {

    private static final Duration NEGATIVE = Duration.ofMillis(-1);
    private static final Duration TOO_LONG = Duration.ofSeconds(Long.MAX_VALUE);

    private static Map<Class<?>, Object> valid() {
        FakeCamb camb = new FakeCamb();
        FakeResponse answer = FakeResponse.status(200);
        Consumer<Object> consumer = ignored -> {};
        Map<Class<?>, Object> valid = new HashMap<>();
        valid.put(int.class, 500);
        valid.put(long.class, 7L);
        valid.put(String.class, "a");
        valid.put(byte[].class, new byte[1]);
        valid.put(long[].class, new long[] {1});
        valid.put(FakeResponse[].class, new FakeResponse[] {answer});
        valid.put(Duration.class, Duration.ofSeconds(1));
        valid.put(Instant.class, Instant.EPOCH);
        valid.put(Clock.class, Clock.systemUTC());
        valid.put(URI.class, URI.create("http://localhost:80"));
        valid.put(Path.class, Path.of("."));
        valid.put(Consumer.class, consumer);
        BiConsumer<Object, Object> biConsumer = (first, second) -> {};
        valid.put(BiConsumer.class, biConsumer);
        BiFunction<Object, Object, Object> biFunction = (first, second) -> Optional.empty();
        valid.put(BiFunction.class, biFunction);
        valid.put(UnaryOperator.class, UnaryOperator.identity());
        valid.put(RunId.class, RunId.of(7));
        valid.put(TaskId.class, TaskId.of("0b1d"));
        valid.put(OutputType.class, OutputType.RAW_BYTES);
        valid.put(Content.class, Content.of("abc"));
        valid.put(CountDownLatch.class, new CountDownLatch(1));
        valid.put(Origin.class, Origin.API);
        valid.put(Wire.class, Wire.PLAIN);
        valid.put(FakeResponse.Framing.class, FakeResponse.Framing.LENGTH);
        valid.put(FakeResponse.class, answer);
        valid.put(FakeCamb.class, camb);
        valid.put(FakeRun.class, camb.run(7));
        valid.put(FakeTask.class, camb.task("0b1d"));
        valid.put(FakeCambServer.Builder.class, FakeCambServer.builder(camb));
        valid.put(ReceivedRequests.class, camb.received(7));
        valid.put(ReceivedRequest.class, new ReceivedRequest(Origin.API, "GET", "/", Map.of()));
        return valid;
    }

    static Stream<Arguments> references() {
        List<Class<?>> entries = List.of(
                FakeCamb.class,
                FakeRun.class,
                FakeTask.class,
                FakeResponse.class,
                Content.class,
                FakeCambServer.class,
                FakeCambServer.Builder.class,
                ReceivedRequests.class,
                ReceivedRequest.class);
        Stream<Executable> methods = entries.stream().flatMap(entry -> Arrays.stream(entry.getDeclaredMethods()));
        Stream<Executable> constructors = Stream.of(FakeCamb.class, ScriptedTransport.class, FakeCambExtension.class)
                .flatMap(entry -> Arrays.stream(entry.getConstructors()));
        Stream<Executable> inVirtualTime = Arrays.stream(ScriptedTransport.class.getDeclaredMethods())
                .filter(method -> method.getName().equals("inVirtualTime"))
                .map(Executable.class::cast);
        return Stream.of(methods, constructors, inVirtualTime)
                .flatMap(each -> each)
                .filter(each -> Modifier.isPublic(each.getModifiers()) && !each.isSynthetic())
                .filter(each -> !each.getName().equals("equals"))
                .flatMap(each -> Stream.iterate(0, i -> i < each.getParameterCount(), i -> i + 1)
                        .filter(i -> !each.getParameterTypes()[i].isPrimitive())
                        .map(i -> Arguments.of(each, i)));
    }

    private static Throwable thrown(Executable entry, Object[] arguments) throws ReflectiveOperationException {
        try {
            if (entry instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                ((Method) entry).invoke(valid().get(entry.getDeclaringClass()), arguments);
            }
            return new AssertionError("nothing is thrown");
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    private static void assertRefused(Throwable thrown) {
        assertEquals(NullPointerException.class, thrown.getClass(), thrown::toString);
        assertTrue(thrown.getMessage().matches("[a-z][A-Za-z]+"), thrown::getMessage);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("references")
    void nullIsRefusedByTheParametersName(Executable entry, int index) throws ReflectiveOperationException {
        Object[] arguments =
                Arrays.stream(entry.getParameterTypes()).map(valid()::get).toArray();
        arguments[index] = null;
        assertRefused(thrown(entry, arguments));
        Class<?> type = entry.getParameterTypes()[index];
        if (type == FakeResponse[].class) {
            arguments[index] = Array.newInstance(FakeResponse.class, 1);
            assertRefused(thrown(entry, arguments));
        }
    }

    private static Arguments impossible(String name, Runnable call) {
        return Arguments.of(name, call);
    }

    static Stream<Arguments> impossible() {
        FakeCamb camb = new FakeCamb();
        FakeRun run = camb.run(7);
        FakeResponse answer = FakeResponse.audio(Content.of("fLaC"));
        return Stream.of(
                impossible("run(-5)", () -> camb.run(-5)),
                impossible("run(0)", () -> camb.run(0)),
                impossible("pending(-1)", () -> camb.task("a").pending(-1)),
                impossible("succeeds(0)", () -> camb.task("a").succeeds(0)),
                impossible("received(-5)", () -> camb.received(-5)),
                impossible("recording(0)", () -> camb.run(0).audio(Content.of(""))),
                impossible("answer(0)", () -> camb.run(0).answers(OutputType.RAW_BYTES, answer)),
                impossible("requireKey(empty)", () -> camb.requireKey("")),
                impossible("requireKey(with spaces around)", () -> camb.requireKey(" k")),
                impossible("latency(negative)", () -> camb.latency(NEGATIVE)),
                impossible("latency(too long)", () -> camb.latency(TOO_LONG)),
                impossible("linkLifetime(too long)", () -> camb.linkLifetime(TOO_LONG)),
                impossible("breakAt(0)", () -> camb.run(7).breakAt(0)),
                impossible("breakAt(descending)", () -> camb.run(7).breakAt(5, 4)),
                impossible("delay(negative)", () -> run.delay(NEGATIVE)),
                impossible("delay(too long)", () -> run.delay(TOO_LONG)),
                impossible("rateLimited(negative)", () -> run.rateLimited(NEGATIVE)),
                impossible("rateLimited(too long)", () -> run.rateLimited(TOO_LONG)),
                impossible("serverError(-1)", () -> run.serverError(-1)),
                impossible("run.cutAfter(-1)", () -> run.cutAfter(-1)),
                impossible("cutAfter(-1)", () -> answer.cutAfter(-1)),
                impossible("resetAfter(-1)", () -> answer.resetAfter(-1)),
                impossible("stallAfter(-1)", () -> answer.stallAfter(-1)),
                impossible("pauseAfter(-1)", () -> answer.pauseAfter(-1, new CountDownLatch(1))),
                impossible("delayed(negative)", () -> answer.delayed(NEGATIVE)),
                impossible("delayed(too long)", () -> answer.delayed(TOO_LONG)),
                impossible("throttled(0)", () -> answer.throttled(0)),
                impossible("status(100)", () -> FakeResponse.status(100)),
                impossible("status(199)", () -> FakeResponse.status(199)),
                impossible("status(600)", () -> FakeResponse.status(600)),
                impossible("withStatus(101)", () -> answer.withStatus(101)),
                impossible("error(200)", () -> FakeResponse.error(200)),
                impossible("Content-Length", () -> answer.header("content-length", "3")),
                impossible("Content-Length added", () -> answer.addHeader("Content-Length", "5000")),
                impossible("Transfer-Encoding", () -> answer.header("Transfer-Encoding", "chunked")),
                impossible("header name", () -> answer.header("a b", "c")),
                impossible("header without a name", () -> answer.header("", "c")),
                impossible("header value", () -> answer.header("a", "b\r\nc: d")),
                impossible("no response", () -> run.answers()),
                impossible("header value with DEL", () -> answer.header("a", "\u007f")),
                impossible("flacLike(3)", () -> Content.flacLike(3)),
                impossible("wav(43)", () -> Content.wav(43)),
                impossible("wav(45)", () -> Content.wav(45)),
                impossible("wav(4 GiB)", () -> Content.wav(1L << 32)),
                impossible("flac(45)", () -> Content.flac(45)),
                impossible("from(beyond)", () -> Content.of("abc").from(4)),
                impossible("from(-1)", () -> Content.of("abc").from(-1)),
                impossible("times(-1)", () -> camb.received(7).times(-1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("impossible")
    void anImpossibleValueIsRefused(String name, Runnable call) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(refused.getMessage().matches("[A-Z].{15,}\\."), refused::getMessage);
    }
}
