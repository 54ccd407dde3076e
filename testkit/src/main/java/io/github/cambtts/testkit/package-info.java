/** A fake CAMB service over HTTP or in memory, and the contract suite that proves a transport. */
@NullMarked
package io.github.cambtts.testkit;

import org.jspecify.annotations.NullMarked;
