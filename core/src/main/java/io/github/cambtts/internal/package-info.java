/**
 * The driving port's implementation, the choice of a transport and the client's settings: connects the packages.
 *
 * <p>Not exported. Uses all packages below and {@code .transport}; holds no rule itself.
 */
@NullMarked
package io.github.cambtts.internal;

import org.jspecify.annotations.NullMarked;
