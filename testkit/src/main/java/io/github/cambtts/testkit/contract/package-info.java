/**
 * The contract suite: what every transport must do, a class for each subject.
 *
 * <p>Uses the fake service, core's public packages and JUnit 5. A transport is proved by extending
 * {@link io.github.cambtts.testkit.contract.HttpTransportContract}; every other class here is its own.
 */
@NullMarked
package io.github.cambtts.testkit.contract;

import org.jspecify.annotations.NullMarked;
