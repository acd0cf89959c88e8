/** What the leader does with committed deliveries: call the destination, write the dead-letter. */
package io.trunkline.events.effects;
