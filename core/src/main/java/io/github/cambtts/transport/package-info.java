/**
 * The driven port: what an HTTP stack and a JSON codec must do, and nothing they may decide.
 *
 * <p>Uses no other room but the check of arguments in text, so that an adapter sees this package and nothing behind it.
 */
@NullMarked
package io.github.cambtts.transport;

import org.jspecify.annotations.NullMarked;
