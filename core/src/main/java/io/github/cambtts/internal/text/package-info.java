/**
 * Makes text from outside fit for messages: redaction and plain text.
 *
 * <p>Not exported. Uses only the JDK.
 */
@NullMarked
package io.github.cambtts.internal.text;

import org.jspecify.annotations.NullMarked;
