/**
 * What every exported package of core uses, and no host or adapter sees. A leaf: uses the JDK alone.
 */
@NullMarked
package io.github.cambtts.internal;

import org.jspecify.annotations.NullMarked;
