/**
 * The driving port {@link io.github.cambtts.TtsResults}, its values, options and errors: what a host imports.
 *
 * <p>Uses {@code .transport} in the builder, and {@code .internal} only inside its methods, never in a signature.
 */
@NullMarked
package io.github.cambtts;

import org.jspecify.annotations.NullMarked;
