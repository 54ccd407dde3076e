package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import io.github.cambtts.testkit.FakeCambServer.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Provides the fake service to JUnit 5 tests.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final FakeCambExtension FAKE = new FakeCambExtension();
 *
 * @Test
 * void aMissingRunIsEmpty(FakeCamb camb, ScriptedTransport transport) {
 *     camb.run(7).notFound();
 *     …
 *     camb.received(7).once();
 * }
 * }</pre>
 *
 * <p>Injects {@link FakeCamb}, {@link ScriptedTransport} and {@link FakeCambServer} into test methods and into
 * methods that run before or after each test. The service is {@linkplain FakeCamb#reset() reset} before each test.
 * The server is started on first use; it is closed after the class's last test, or after each test if the extension
 * is registered in an instance field of a class with an instance for each test (JUnit's default). Tests that run in parallel
 * need an extension each, in an instance field: a test that begins while another one uses the same service fails.
 */
public final class FakeCambExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private final FakeCamb camb;
    private final Wire wire;
    private final Map<Class<?>, Supplier<Object>> injected = Map.of(
            FakeCamb.class, this::camb,
            ScriptedTransport.class, this::transport,
            FakeCambServer.class, this::server);
    private @Nullable FakeCambServer server;
    private int classesUnderWay;
    private @Nullable ExtensionContext running;

    /** Creates an extension whose server speaks HTTP/1.1 without TLS. */
    public FakeCambExtension() {
        this(Wire.PLAIN);
    }

    /**
     * Creates an extension.
     *
     * @param wire the protocols its server speaks
     */
    public FakeCambExtension(Wire wire) {
        this(wire, new FakeCamb());
    }

    /**
     * Creates an extension for a service with its own setup, such as {@code new FakeCamb(FakeCamb::onlyScriptedRuns)}.
     *
     * @param wire the protocols its server speaks
     * @param camb the service
     */
    public FakeCambExtension(Wire wire, FakeCamb camb) {
        this.wire = requireNonNull(wire, "wire");
        this.camb = requireNonNull(camb, "camb");
    }

    /**
     * Returns the service, to script it and to verify the requests it received.
     *
     * @return the same for all tests
     */
    public FakeCamb camb() {
        return camb;
    }

    /**
     * Returns a transport that reaches the service in memory.
     *
     * @return a new transport; it need not be closed
     */
    public ScriptedTransport transport() {
        return new ScriptedTransport(camb);
    }

    /**
     * Returns the service over HTTP.
     *
     * @return the server, started on first use; the extension closes it
     * @throws UncheckedIOException if no port is available
     */
    public synchronized FakeCambServer server() {
        if (server == null) {
            try {
                server = FakeCambServer.start(camb, wire, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return server;
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        classesUnderWay++;
    }

    @Override
    public synchronized void beforeEach(ExtensionContext context) {
        if (running != null) {
            throw new ExtensionConfigurationException(context.getDisplayName() + " began while "
                    + running.getDisplayName()
                    + " was using the same fake service. Register the extension in an instance"
                    + " field, or let these tests run in one thread: @Execution(ExecutionMode.SAME_THREAD).");
        }
        running = context;
        camb.reset();
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) {
        if (running == null || !running.getUniqueId().equals(context.getUniqueId())) {
            return;
        }
        running = null;
        if (classesUnderWay == 0) {
            closeServer();
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        // JUnit calls this without beforeAll if an earlier extension failed.
        classesUnderWay = Math.max(0, classesUnderWay - 1);
        if (classesUnderWay == 0) {
            closeServer();
        }
    }

    private void closeServer() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return injected.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Supplier<Object> value = injected.get(parameter.getParameter().getType());
        if (value == null) {
            throw new ParameterResolutionException("the extension cannot inject " + parameter);
        }
        return value.get();
    }
}
