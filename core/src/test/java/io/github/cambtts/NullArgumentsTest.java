package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public constructor and method refuses null at once, by the parameter's name, and sends nothing. */
class NullArgumentsTest {

    private static final RunId RUN = RunId.of(7);
    private static final FakeTransport TRANSPORT =
            new FakeTransport((request, signal) -> FakeTransport.audioResponse());

    /** A value for a parameter, or an object to call a method on, by its type. */
    private static final Map<Class<?>, Object> GIVEN = given();

    private static Map<Class<?>, Object> given() {
        Map<Class<?>, Object> given = new HashMap<>();
        given.put(TtsResults.class, TRANSPORT.results());
        given.put(TtsResultsBuilder.class, TtsResults.builder());
        given.put(Transport.class, TRANSPORT);
        given.put(RunId.class, RUN);
        given.put(TaskId.class, TaskId.of("0b1d"));
        given.put(CallSubject.class, RUN);
        given.put(OutputType.class, OutputType.RAW_BYTES);
        given.put(ErrorKind.class, ErrorKind.RESET);
        given.put(Completeness.class, Completeness.COMPLETE);
        given.put(SaveOptions.class, SaveOptions.defaults());
        given.put(CallOptions.class, CallOptions.defaults());
        given.put(CallListener.class, new CallListener() {});
        given.put(CallListener.Purpose.class, CallListener.Purpose.SAVE);
        given.put(Timeouts.class, Timeouts.defaults());
        given.put(RetryPolicy.class, RetryPolicy.defaults());
        given.put(NetworkSettings.class, NetworkSettings.defaults());
        given.put(AbortSignal.class, new AbortSignal());
        given.put(ApiKey.class, ApiKey.of("a-key-for-tests"));
        given.put(AudioLink.class, AudioLink.of(RUN, URI.create(FakeTransport.LINK)));
        given.put(AudioStream.class, AudioStream.of(RUN, FakeTransport.audio()));
        given.put(RecordingCheck.class, RecordingCheck.withoutFacts(Completeness.COMPLETE, "a", "audio/flac", 1));
        given.put(SavedAudio.class, SavedAudio.of(RUN, Path.of("a.flac"), 1));
        given.put(ProgressListener.class, (ProgressListener) (phase, bytes, total) -> {});
        given.put(Executor.class, (Executor) Runnable::run);
        given.put(Runnable.class, (Runnable) () -> {});
        given.put(Path.class, Path.of("no-such-directory", "a.flac"));
        given.put(OutputStream.class, OutputStream.nullOutputStream());
        given.put(ByteBuffer.class, ByteBuffer.allocate(1));
        given.put(byte[].class, FakeTransport.audio());
        given.put(URI.class, URI.create("https://camb.example"));
        given.put(String.class, "text");
        given.put(Duration.class, Duration.ofSeconds(1));
        given.put(Clock.class, Clock.systemUTC());
        given.put(Map.class, Map.of());
        given.put(Optional.class, Optional.empty());
        given.put(OptionalInt.class, OptionalInt.empty());
        given.put(InetSocketAddress.class, InetSocketAddress.createUnresolved("proxy", 1));
        given.put(X509TrustManager.class, mock(X509TrustManager.class));
        given.put(SSLContext.class, mock(SSLContext.class));
        given.put(NetworkSettings.Trust.class, new NetworkSettings.Trust(mock(SSLContext.class), mock()));
        given.put(NetworkSettings.ProxyCredentials.class, new NetworkSettings.ProxyCredentials("user", "password"));
        given.put(boolean.class, true);
        given.put(long.class, 1L);
        given.put(int.class, 50);
        given.put(OptionalLong.class, OptionalLong.empty());
        given.put(Throwable.class, new IOException("a cause"));
        given.put(TtsException.Builder.class, TtsException.builder(ErrorKind.RESET, RUN));
        given.put(InputStream.class, InputStream.nullInputStream());
        return given;
    }

    /** One parameter of one public constructor or method. */
    record Entry(Executable called, int index) {

        Parameter parameter() {
            return called.getParameters()[index];
        }

        void callWithNull() throws Throwable {
            Object[] arguments = Arrays.stream(called.getParameterTypes())
                    .map(NullArgumentsTest::given)
                    .toArray();
            arguments[index] = null;
            try {
                if (called instanceof Constructor<?> constructor) {
                    constructor.newInstance(arguments);
                } else if (called instanceof Method method) {
                    boolean isStatic = Modifier.isStatic(method.getModifiers());
                    method.invoke(isStatic ? null : given(method.getDeclaringClass()), arguments);
                }
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        @Override
        public String toString() {
            return called.getDeclaringClass().getSimpleName() + "." + called.getName() + " " + parameter();
        }
    }

    private static Object given(Class<?> type) {
        Object value = GIVEN.get(type);
        assertTrue(value != null, () -> "the test has nothing to give for " + type);
        return value;
    }

    static List<Entry> entries() throws Exception {
        List<Entry> entries = new ArrayList<>();
        for (Class<?> each : publicClasses()) {
            List<Executable> called = new ArrayList<>(List.of(each.getConstructors()));
            Arrays.stream(each.getDeclaredMethods())
                    .filter(method -> isEntry(each, method))
                    .forEach(called::add);
            for (Executable executable : called) {
                for (int i = 0; i < executable.getParameterCount(); i++) {
                    Parameter parameter = executable.getParameters()[i];
                    if (!parameter.getType().isPrimitive()
                            && !parameter.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                        entries.add(new Entry(executable, i));
                    }
                }
            }
        }
        return entries;
    }

    /** Tells whether a host calls a method: not one that it implements itself, and not one that the JDK declares. */
    private static boolean isEntry(Class<?> type, Method method) {
        boolean implementedByOthers =
                (Modifier.isAbstract(method.getModifiers()) && type != TtsResults.class) || type == CallListener.class;
        boolean ofEnum = type.isEnum() && method.getName().equals("valueOf");
        return Modifier.isPublic(method.getModifiers())
                && !method.isSynthetic()
                && !implementedByOthers
                && !ofEnum
                && Stream.of(Object.class, java.io.InputStream.class).noneMatch(jdk -> declares(jdk, method));
    }

    private static boolean declares(Class<?> type, Method method) {
        return Arrays.stream(type.getMethods())
                .anyMatch(inherited -> inherited.getName().equals(method.getName())
                        && Arrays.equals(inherited.getParameterTypes(), method.getParameterTypes()));
    }

    private static List<Class<?>> publicClasses() throws Exception {
        Path classes = Path.of(TtsResults.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> found = new ArrayList<>();
        for (String packagePath : List.of("io/github/cambtts", "io/github/cambtts/transport")) {
            try (Stream<Path> files = Files.list(classes.resolve(packagePath))) {
                for (Path file : files.sorted().toList()) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(".class") && !name.equals("package-info.class")) {
                        Class<?> each = Class.forName(packagePath.replace('/', '.') + "." + name.replace(".class", ""));
                        if (isPublic(each)) {
                            found.add(each);
                        }
                    }
                }
            }
        }
        return found;
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void nullIsRefusedByTheParametersName(Entry entry) {
        NullPointerException refusal = assertThrows(NullPointerException.class, entry::callWithNull);
        assertEquals(entry.parameter().getName(), refusal.getMessage());
        assertEquals(0, TRANSPORT.requests());
    }

    @Test
    void theEntriesAreFoundAndTheirNamesKnown() throws Exception {
        List<Entry> entries = entries();
        assertTrue(entries.size() > 60, entries::toString);
        assertTrue(entries.stream().allMatch(entry -> entry.parameter().isNamePresent()));
        for (Class<?> type :
                List.of(TtsResults.class, TtsResultsBuilder.class, ResultRequest.class, StorageRequest.class)) {
            assertTrue(entries.stream().anyMatch(entry -> entry.called().getDeclaringClass() == type));
        }
    }

    @Test
    void aKeyThatIsNotSetSaysWhereToLook() {
        String message = String.valueOf(assertThrows(
                        IllegalArgumentException.class,
                        () -> TtsResults.builder().apiKey(System.getenv("CAMB_TTS_TEST_THAT_IS_NOT_SET")))
                .getMessage());
        assertTrue(message.startsWith("The API key is null. Check that its environment variable is set"), message);
    }

    @Test
    void aDefaultMethodRefusesAsTheOneItCalls() throws IOException {
        try (TtsResults results = TRANSPORT.results()) {
            for (String message : List.of(
                    refusal(() -> results.open(null)),
                    refusal(() -> results.link(null)),
                    refusal(() -> results.openAsync(null)),
                    refusal(() -> results.linkAsync(RUN, null)),
                    refusal(() -> results.save(null, null)))) {
                assertTrue(message.matches("runId|options|target"), message);
            }
        }
    }

    private static String refusal(org.junit.jupiter.api.function.Executable call) {
        return String.valueOf(assertThrows(NullPointerException.class, call).getMessage());
    }
}
