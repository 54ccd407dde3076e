/** The driven port: what an HTTP stack and a JSON codec must do, and nothing they may decide. */
@NullMarked
package io.github.cambtts.transport;

import org.jspecify.annotations.NullMarked;
