/**
 * The identity shard's state machine: tenant, applications with their hashed secrets, service
 * principals, managed identities, role assignments and signing keys.
 *
 * <p>{@link io.trunkline.identity.state.DirectoryIndex} is the part in memory that other threads
 * may read; only {@link io.trunkline.identity.state.IdentityMachine} changes it.
 */
package io.trunkline.identity.state;
