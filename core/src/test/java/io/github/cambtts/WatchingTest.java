package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits hold whatever foreign code does that the library calls: abort actions, log handlers. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WatchingTest {

    private static final RunId RUN = RunId.of(7);
    private static final Timeouts SHORT = Timeouts.defaults().withResponse(Duration.ofMillis(200));

    private static void assertLimitsHold() {
        try (TtsResults results = FakeTransport.silent(() -> {}).results(builder -> builder.timeouts(SHORT))) {
            assertEndsAs(ErrorKind.RESPONSE_TIMEOUT, results.fetchAsync(RUN, OutputType.RAW_BYTES));
        }
    }

    private static void assertEndsAs(ErrorKind kind, CompletableFuture<?> future) {
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
        assertEquals(kind, ((TtsException) thrown.getCause()).kind());
    }

    private static void awaitLatch(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anAbortActionThatThrowsBreaksNoOtherCall() {
        Runnable throwing = () -> {
            throw new IllegalStateException("theirs");
        };
        Runnable exhausted = () -> {
            throw new OutOfMemoryError("theirs");
        };
        for (Runnable action : List.of(throwing, exhausted)) {
            FakeTransport transport = FakeTransport.silent(action);
            try (TtsResults results = transport.results(builder -> builder.timeouts(SHORT))) {
                assertEndsAs(ErrorKind.RESPONSE_TIMEOUT, results.fetchAsync(RUN, OutputType.RAW_BYTES));
                assertEndsAs(ErrorKind.RESPONSE_TIMEOUT, results.fetchAsync(RUN, OutputType.RAW_BYTES));
            }
            assertLimitsHold();
        }
    }

    @Test
    void aSlowAbortActionDelaysNoOtherCall() {
        CountDownLatch release = new CountDownLatch(1);
        FakeTransport transport = FakeTransport.silent(() -> awaitLatch(release));
        try (TtsResults results = transport.results(builder -> builder.timeouts(SHORT))) {
            assertEndsAs(ErrorKind.RESPONSE_TIMEOUT, results.fetchAsync(RUN, OutputType.RAW_BYTES));
            assertEndsAs(ErrorKind.RESPONSE_TIMEOUT, results.fetchAsync(RUN, OutputType.RAW_BYTES));
            assertLimitsHold();
        } finally {
            release.countDown();
        }
    }

    @Test
    void closeReturnsAtOnceAndEndsEveryCallWhateverAbortActionsDo() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        FakeTransport transport = FakeTransport.silent(() -> {
            awaitLatch(release);
            throw new IllegalStateException("theirs");
        });
        try (TtsResults results = transport.results()) {
            CompletableFuture<AudioResult> one = results.fetchAsync(RUN, OutputType.RAW_BYTES);
            CompletableFuture<AudioResult> other = results.fetchAsync(RUN, OutputType.RAW_BYTES);
            Await.until("both requests", () -> transport.requests() == 2);
            CompletableFuture.runAsync(results::close).get(10, TimeUnit.SECONDS);
            assertEndsAs(ErrorKind.CANCELLED, one);
            assertEndsAs(ErrorKind.CANCELLED, other);
        } finally {
            release.countDown();
        }
    }

    @Test
    void cancellingReturnsAtOnceWhateverAnAbortActionDoes() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        FakeTransport transport = FakeTransport.silent(() -> awaitLatch(release));
        try (TtsResults results = transport.results()) {
            CompletableFuture<AudioResult> call = results.fetchAsync(RUN, OutputType.RAW_BYTES);
            Await.until("the request", () -> transport.requests() == 1);
            assertTrue(CompletableFuture.supplyAsync(() -> call.cancel(true)).get(10, TimeUnit.SECONDS));
        } finally {
            release.countDown();
        }
    }

    @Test
    void anAbortActionThatThrowsDoesNotHideWhyTheCallFailed() {
        FakeTransport transport = new FakeTransport((request, signal) -> {
            signal.onAbort(() -> {
                throw new IllegalStateException("theirs");
            });
            throw new java.net.UnknownHostException("nowhere");
        });
        assertEquals(
                ErrorKind.DNS,
                assertThrows(TtsException.class, () -> transport.results().open(RUN))
                        .kind());
    }

    @Test
    void aResponseThatThrowsWhenClosedDoesNotHideWhyTheCallFailed() {
        FakeTransport transport = new FakeTransport((request, signal) ->
                FakeTransport.response(404, Map.of("content-type", "text/plain"), target -> -1, () -> {
                    throw new IllegalStateException("theirs");
                }));
        assertEquals(
                ErrorKind.NOT_FOUND,
                assertThrows(TtsException.class, () -> transport.results().open(RUN))
                        .kind());
    }

    @Test
    void aLogHandlerThatThrowsOrTakesLongBreaksNoCall() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch thrown = new CountDownLatch(1);
        Logger logger = Logger.getLogger("io.github.cambtts");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (thrown.getCount() > 0) {
                    thrown.countDown();
                    throw new AssertionError("theirs");
                }
                slow.countDown();
                awaitLatch(release);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try (TtsResults results = new FakeTransport((request, signal) -> FakeTransport.audioResponse()).results()) {
            for (CountDownLatch logged : new CountDownLatch[] {thrown, slow}) {
                assertTrue(results.open(RUN).length().isEmpty());
                Await.until("the warning", () -> {
                    System.gc();
                    return logged.getCount() == 0;
                });
                assertLimitsHold();
            }
        } finally {
            release.countDown();
            logger.removeHandler(handler);
        }
    }

    @Test
    void aListenerWhoseExceptionCannotBeLoggedEitherBreaksNoSave() throws Exception {
        Logger logger = Logger.getLogger("io.github.cambtts");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                throw new IllegalStateException("theirs");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try (TtsResults results = new FakeTransport((request, signal) -> FakeTransport.audioResponse()).results()) {
            SaveOptions options = SaveOptions.defaults().withProgress((phase, bytes, total) -> {
                throw new AssertionError("the listener's");
            });
            SavedAudio saved = results.saveTo(RUN, java.io.OutputStream.nullOutputStream(), options);
            assertEquals(FakeTransport.audio().length, saved.bytes());
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void theWatchdogContinuesAfterAnInterrupt() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        FakeTransport waiting = FakeTransport.silent(end::countDown);
        try (TtsResults results = waiting.results()) {
            CompletableFuture<AudioResult> call = results.fetchAsync(RUN, OutputType.RAW_BYTES);
            Await.until("the request", () -> waiting.requests() == 1);
            Thread watchdog = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("camb-tts-watchdog"))
                    .findAny()
                    .orElseThrow();
            watchdog.interrupt();
            Await.until("the flag's end", () -> !watchdog.isInterrupted());
            assertLimitsHold();
            assertTrue(call.cancel(true));
        }
    }

    @Test
    void theWatchdogEndsSoonAfterTheLastCallAndStartsAgainWithTheNext() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertLimitsHold();
            Await.until("the end of the watchdog thread", () -> Await.watchdogs() == 0);
        }
    }

    /** As when an application with its own copy of the library is redeployed. */
    @Test
    void aDroppedCopyOfTheLibraryIsCollected() throws Exception {
        WeakReference<ClassLoader> dropped = used(ClassLoader.getPlatformClassLoader());
        Await.until("the end of the class loader", () -> {
            System.gc();
            return dropped.get() == null;
        });
    }

    /** As when one of several applications that share the library is redeployed. */
    @Test
    void anApplicationThatSharedTheLibraryIsCollectedWhileOthersUseIt() throws Exception {
        Await.until("the end of the watchdog thread", () -> Await.watchdogs() == 0);
        WeakReference<ClassLoader> dropped =
                used(new ShowsTheLibraryOnly(getClass().getClassLoader()));
        FakeTransport waiting = FakeTransport.silent(() -> {});
        try (TtsResults results = waiting.results()) {
            CompletableFuture<AudioResult> call = results.fetchAsync(RUN, OutputType.RAW_BYTES);
            Await.until("the end of the class loader", () -> {
                System.gc();
                return dropped.get() == null;
            });
            assertEquals(1, Await.watchdogs());
            assertTrue(call.cancel(true));
        }
    }

    private static WeakReference<ClassLoader> used(ClassLoader parent) throws Exception {
        URL library = TtsResults.class.getProtectionDomain().getCodeSource().getLocation();
        URL application =
                WatchingTest.class.getProtectionDomain().getCodeSource().getLocation();
        URLClassLoader loader = new URLClassLoader(new URL[] {application, library}, parent);
        Runnable calls = (Runnable) loader.loadClass(HostApplication.class.getName())
                .getDeclaredConstructor()
                .newInstance();
        assertEquals(loader, calls.getClass().getClassLoader());
        Thread thread = new Thread(calls, "host");
        thread.setContextClassLoader(loader);
        thread.start();
        thread.join();
        return new WeakReference<>(loader);
    }

    /** Hides the host's classes, so that the loader that is to be collected defines them. */
    private static final class ShowsTheLibraryOnly extends ClassLoader {

        private final ClassLoader library;

        ShowsTheLibraryOnly(ClassLoader library) {
            super(ClassLoader.getPlatformClassLoader());
            this.library = library;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("io.github.cambtts.HostApplication")) {
                throw new ClassNotFoundException(name);
            }
            return library.loadClass(name);
        }
    }
}
