/**
 * The virtual time that the testkit implements for a host's tests. Exported to the testkit only; uses no other room.
 */
@NullMarked
package io.github.cambtts.internal.time;

import org.jspecify.annotations.NullMarked;
