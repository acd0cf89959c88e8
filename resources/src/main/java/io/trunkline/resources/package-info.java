/**
 * The resource tree: every queue, workflow, API, identity and role assignment is a resource with an
 * ARM id. The tree (control shard) is the truth about what is <em>wanted</em>; the rooms on floor 3
 * bring it about.
 *
 * <p>A PUT goes: wire (ARM REST) → type's {@link io.trunkline.resources.ResourceType#prepare} →
 * control shard commits the resource and an outbox entry → {@link
 * io.trunkline.resources.ResourceType#provision} in the owning room → control shard marks it
 * succeeded → reply. A crash anywhere repeats {@code provision}, which is therefore idempotent.
 *
 * <p>Inside: {@code wire} speaks ARM REST, {@code service} holds the tree and the ports that
 * identity fills, {@code state} is the control shard's machine, {@code effects} has rooms
 * provision, {@code type} declares groups, identities and roles, {@code template} is the expression
 * language and {@code deployment} runs templates. {@link io.trunkline.resources.ResourceManager}
 * puts them together.
 */
package io.trunkline.resources;
