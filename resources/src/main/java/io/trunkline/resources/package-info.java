/**
 * The resource tree: every queue, workflow, API, identity and role assignment is a resource with an
 * ARM id. The tree (control shard) is the truth about what is <em>wanted</em>; the rooms on floor 3
 * bring it about.
 *
 * <p>A PUT goes: wire (ARM REST) → type's {@link io.trunkline.resources.ResourceType#prepare} →
 * control shard commits the resource and an outbox entry → {@link
 * io.trunkline.resources.ResourceType#provision} in the owning room → control shard marks it
 * succeeded → reply. A crash anywhere repeats {@code provision}, which is therefore idempotent.
 */
package io.trunkline.resources;
