/**
 * Who is calling, and may they: principals, tokens, roles, shared access signatures, and the one
 * {@link io.trunkline.identity.Authorizer} that every plane asks.
 */
package io.trunkline.identity;
