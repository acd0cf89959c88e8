/** The Blob service's REST dialect. */
package io.trunkline.blobs.wire;
