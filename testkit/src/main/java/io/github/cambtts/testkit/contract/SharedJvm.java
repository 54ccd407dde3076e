package io.github.cambtts.testkit.contract;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Lets cases run at the same time, and one that is {@link Alone} when no other runs. Unlike with JUnit's locks, a case
 * that waits to be alone holds up no other.
 */
final class SharedJvm implements BeforeEachCallback, AfterEachCallback {

    private static final int ALONE = -1;

    private static int running;

    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        enter(isAlone(context));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        leave(isAlone(context));
    }

    private static boolean isAlone(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), Alone.class)
                || AnnotationSupport.isAnnotated(context.getTestClass(), Alone.class);
    }

    private static synchronized void enter(boolean alone) throws InterruptedException {
        while (alone ? running != 0 : running == ALONE) {
            SharedJvm.class.wait();
        }
        running = alone ? ALONE : running + 1;
    }

    private static synchronized void leave(boolean alone) {
        running = alone ? 0 : running - 1;
        SharedJvm.class.notifyAll();
    }
}
