/** What the leader of the identity shard does by itself: changing the signing key. */
package io.trunkline.identity.effects;
