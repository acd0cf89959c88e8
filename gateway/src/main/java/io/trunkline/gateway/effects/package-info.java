/** What the gateway does to the world: calls backends, fetches keys, counts calls. */
package io.trunkline.gateway.effects;
