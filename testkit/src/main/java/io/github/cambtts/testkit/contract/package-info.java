/**
 * The contract suite: what every transport must do, a class for each subject.
 *
 * <p>Uses the fake service, core's public packages and JUnit 5. A transport is tested by a subclass of
 * {@link io.github.cambtts.testkit.contract.HttpTransportContract}; most other classes are its internals.
 */
@NullMarked
package io.github.cambtts.testkit.contract;

import org.jspecify.annotations.NullMarked;
