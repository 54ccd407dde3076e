package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.cambtts.transport.TransportProvider;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks the modules' metadata for GraalVM's native-image: every name in it must exist. The test is in this module
 * because its class path has all the others.
 */
class ReachabilityMetadataTest {

    @ParameterizedTest
    @ValueSource(strings = {"core", "adapter-feign", "adapter-jdkhttp", "testkit"})
    void everyNameResolves(String module) throws Exception {
        Map<String, Object> metadata = metadata(module);

        assertTrue(Set.of("reflection", "resources").containsAll(metadata.keySet()), metadata.keySet()::toString);
        List<Map<String, Object>> entries = new ArrayList<>(list(metadata.get("reflection")));
        List<Map<String, Object>> resources = list(metadata.get("resources"));
        assertTrue(entries.size() + resources.size() > 0, "the metadata is empty");
        for (Map<String, Object> entry : entries) {
            checkType(entry);
        }
        for (Map<String, Object> resource : resources) {
            String name = (String) resource.get("glob");
            assertNotNull(ReachabilityMetadataTest.class.getClassLoader().getResource(name), name);
        }
    }

    @Test
    void everyProviderIsRegistered() throws IOException {
        Set<Object> registered = new HashSet<>();
        for (String module : List.of("adapter-feign", "adapter-jdkhttp")) {
            list(metadata(module).get("reflection")).forEach(entry -> registered.add(entry.get("type")));
        }
        Set<String> providers = new HashSet<>();
        ServiceLoader.load(TransportProvider.class).stream()
                .forEach(provider -> providers.add(provider.type().getName()));

        assertEquals(2, providers.size());
        assertTrue(registered.containsAll(providers), registered::toString);
    }

    private static void checkType(Map<String, Object> entry) throws Exception {
        if (entry.get("type") instanceof Map<?, ?> proxy) {
            for (Object name : (List<?>) Objects.requireNonNull(proxy.get("proxy"), "proxy")) {
                assertTrue(type((String) name).isInterface(), name::toString);
            }
            return;
        }
        Class<?> type = type((String) entry.get("type"));
        for (Map<String, Object> field : list(entry.get("fields"))) {
            assertNotNull(type.getDeclaredField((String) field.get("name")));
        }
        for (Map<String, Object> method : list(entry.get("methods"))) {
            checkMethod(type, (String) method.get("name"), (List<?>) method.get("parameterTypes"));
        }
    }

    private static void checkMethod(Class<?> type, String name, List<?> parameterNames) throws Exception {
        Class<?>[] parameters = new Class<?>[parameterNames.size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = type((String) parameterNames.get(i));
        }
        if (name.equals("<init>")) {
            assertNotNull(type.getDeclaredConstructor(parameters));
        } else if (Runtime.version().feature() >= 21 || !type.getName().startsWith("java.")) {
            // The registered methods of the JDK exist since Java 21.
            assertNotNull(type.getDeclaredMethod(name, parameters));
        }
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, false, ReachabilityMetadataTest.class.getClassLoader());
    }

    private static Map<String, Object> metadata(String module) throws IOException {
        String path = "META-INF/native-image/io.github.cambtts/camb-tts-" + module + "/reachability-metadata.json";
        try (InputStream in = ReachabilityMetadataTest.class.getClassLoader().getResourceAsStream(path)) {
            return JSON.std.mapFrom(Objects.requireNonNull(in, path));
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Object value) {
        return value == null ? List.of() : (List<Map<String, Object>>) value;
    }
}
