/**
 * A fake CAMB service, over HTTP or in memory, for the tests of a host application.
 *
 * <p>Uses core and the JDK; JUnit 5 for {@code FakeCambExtension} alone, mockwebserver3 for HTTP/2 alone.
 */
@NullMarked
package io.github.cambtts.testkit;

import org.jspecify.annotations.NullMarked;
