/**
 * The driving port's implementation, the choice of a transport and the client's settings: puts the rooms together.
 *
 * <p>Not exported. Uses all rooms below and {@code .transport}; holds no rule itself.
 */
@NullMarked
package io.github.cambtts.internal;

import org.jspecify.annotations.NullMarked;
