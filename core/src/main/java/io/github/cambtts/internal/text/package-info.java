/**
 * Text from outside made fit to be shown: redaction, plain text, and what a bad argument is told.
 *
 * <p>Not exported. A leaf: uses the JDK alone.
 */
@NullMarked
package io.github.cambtts.internal.text;

import org.jspecify.annotations.NullMarked;
