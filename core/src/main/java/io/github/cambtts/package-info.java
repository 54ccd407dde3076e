/**
 * The driving port {@link io.github.cambtts.TtsResults}, its values, options and errors: what a host imports.
 *
 * <p>Uses {@code .transport} where the builder takes one, and the inside only behind its methods, never in a signature.
 */
@NullMarked
package io.github.cambtts;

import org.jspecify.annotations.NullMarked;
