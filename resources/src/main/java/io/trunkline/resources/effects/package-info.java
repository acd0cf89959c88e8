/**
 * What the leader does once the control shard has committed something: have the owning rooms
 * provision and remove resources, run deployments, tell watchers and those who wait.
 */
package io.trunkline.resources.effects;
