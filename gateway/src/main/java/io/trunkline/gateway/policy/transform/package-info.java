/** Policies that change requests and responses. */
package io.trunkline.gateway.policy.transform;
