package io.github.cambtts.adapter.feign;

import feign.BaseBuilder;
import feign.Capability;
import feign.Feign;
import feign.InvocationHandlerFactory;
import feign.RequestInterceptor;
import feign.ResponseInterceptor;
import java.lang.reflect.Field;
import java.util.List;

/** Copies the settings that this library uses of a host's Feign builder. Does not change that builder. */
final class HostBuilder {

    private final Feign.Builder builder;

    HostBuilder(Feign.Builder builder) {
        this.builder = builder;
    }

    /**
     * Creates a builder with the host's interceptors, capabilities and invocation handlers, and no other setting of
     * it.
     */
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

    /** Reads a field: Feign's builder has no getters, and a clone of it would build the original. */
    private Object value(String name) {
        try {
            Field field = BaseBuilder.class.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(builder);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "Cannot read the Feign builder's " + name
                            + ". Use Feign 13.1 to 13.12. If Feign is on the module path,"
                            + " start Java with --add-opens feign.core/feign=io.github.cambtts.adapter.feign.",
                    e);
        }
    }
}
