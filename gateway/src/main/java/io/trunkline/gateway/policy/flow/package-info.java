/** Policies that steer: choices, retries, calls to the backend and to others. */
package io.trunkline.gateway.policy.flow;
