/** Hands committed changes to the event router. */
package io.trunkline.blobs.effects;
