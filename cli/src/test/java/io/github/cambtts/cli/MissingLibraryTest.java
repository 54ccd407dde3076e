package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.TtsResults;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A class path that lacks one of the libraries of an adapter: building a client says so, not its first call. */
class MissingLibraryTest {

    private static final List<String> CLASS_PATH =
            List.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(File.pathSeparator, -1));

    @ParameterizedTest
    @CsvSource({
        "jdkhttp, jackson-core-",
        "jdkhttp, jackson-jr-objects-",
        "feign, feign-core-",
        "feign, feign-okhttp-",
        "feign, feign-jackson-",
        "feign, okhttp-jvm-",
        "feign, okio-jvm-",
        "feign, kotlin-stdlib-",
        "feign, jackson-core-",
        "feign, jackson-databind-",
        "feign, jackson-annotations-"
    })
    void buildingAClientNamesWhatIsMissing(String transport, String library) throws Exception {
        List<String> without = CLASS_PATH.stream()
                .filter(element -> !Path.of(element).getFileName().toString().startsWith(library))
                .toList();
        assertTrue(without.size() < CLASS_PATH.size(), () -> library + " is not on " + CLASS_PATH);
        Throwable thrown = assertThrows(InvocationTargetException.class, () -> build(transport, without))
                .getCause();
        assertInstanceOf(IllegalStateException.class, thrown);
        assertTrue(String.valueOf(thrown.getMessage()).contains("Add the libraries"), thrown::getMessage);
    }

    private static void build(String transport, List<String> classPath)
            throws IOException, ReflectiveOperationException {
        try (URLClassLoader application = new URLClassLoader(urls(classPath), ClassLoader.getPlatformClassLoader())) {
            Object builder = application
                    .loadClass(TtsResults.class.getName())
                    .getMethod("builder")
                    .invoke(null);
            call(call(builder, "apiKey", "key-for-a-test"), "transport", transport);
            call(builder, "build");
        }
    }

    private static Object call(Object builder, String name, String... arguments) throws ReflectiveOperationException {
        Class<?>[] types =
                Arrays.stream(arguments).map(argument -> String.class).toArray(Class<?>[]::new);
        Method method = builder.getClass().getMethod(name, types);
        return method.invoke(builder, (Object[]) arguments);
    }

    private static URL[] urls(List<String> classPath) throws MalformedURLException {
        URL[] urls = new URL[classPath.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = Path.of(classPath.get(i)).toUri().toURL();
        }
        return urls;
    }
}
