/**
 * Policy documents: read, checked and compiled when they are deployed, into immutable steps that
 * run for every request ({@code reference/api-management.md §1, §3}).
 *
 * <p>{@link io.trunkline.gateway.policy.PolicyReader} turns text into elements, {@link
 * io.trunkline.gateway.policy.PolicyCompiler} elements into {@link
 * io.trunkline.gateway.policy.Policy} objects, {@link
 * io.trunkline.gateway.policy.EffectivePolicies} the documents of all scopes into one list of steps
 * per section. The policies themselves are in {@code access}, {@code transform} and {@code flow}.
 */
package io.trunkline.gateway.policy;
