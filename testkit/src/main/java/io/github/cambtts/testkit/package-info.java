/**
 * A fake CAMB service, over HTTP or in memory, for the tests of a host application.
 *
 * <p>Uses core, the JDK and jackson-jr; JUnit 5 only for {@code FakeCambExtension}, mockwebserver3 only for HTTP/2.
 */
@NullMarked
package io.github.cambtts.testkit;

import org.jspecify.annotations.NullMarked;
