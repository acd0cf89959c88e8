/** Policies that decide whether a request may pass: tokens, headers, addresses, limits, CORS. */
package io.trunkline.gateway.policy.access;
