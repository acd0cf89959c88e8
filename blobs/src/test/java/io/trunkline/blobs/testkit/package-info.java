/** Blob storage in memory, and what the rest of a node would be to it. */
package io.trunkline.blobs.testkit;
