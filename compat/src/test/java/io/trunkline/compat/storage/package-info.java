/** The Blob storage client, and the events that its uploads raise. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.storage;
