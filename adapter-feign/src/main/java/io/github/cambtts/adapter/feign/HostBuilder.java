package io.github.cambtts.adapter.feign;

import feign.BaseBuilder;
import feign.Capability;
import feign.Feign;
import feign.InvocationHandlerFactory;
import feign.RequestInterceptor;
import feign.ResponseInterceptor;
import java.lang.reflect.Field;
import java.util.List;

/** What this library takes from a Feign builder that a host hands in. The builder stays as it is. */
final class HostBuilder {

    private final Feign.Builder builder;

    HostBuilder(Feign.Builder builder) {
        this.builder = builder;
    }

    /** Makes a new builder with the host's interceptors, capabilities and invocation handlers, and nothing else of it. */
    Feign.Builder copy() {
        Feign.Builder copy = Feign.builder()
                .requestInterceptors(list("requestInterceptors", RequestInterceptor.class))
                .responseInterceptors(list("responseInterceptors", ResponseInterceptor.class))
                .invocationHandlerFactory(InvocationHandlerFactory.class.cast(value("invocationHandlerFactory")));
        list("capabilities", Capability.class).forEach(copy::addCapability);
        return copy;
    }

    private <T> List<T> list(String name, Class<T> type) {
        return ((List<?>) value(name)).stream().map(type::cast).toList();
    }

    /** Reads a field: a builder of Feign's has no getters, and its copies by clone() build the original. */
    private Object value(String name) {
        try {
            Field field = BaseBuilder.class.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(builder);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "Cannot read the Feign builder's " + name
                            + ". Feign 13.1 to 13.12 is supported; where Feign is on the"
                            + " module path, run Java with --add-opens feign.core/feign=io.github.cambtts.adapter.feign.",
                    e);
        }
    }
}
