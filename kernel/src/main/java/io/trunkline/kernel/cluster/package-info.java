/** Which nodes keep which shards. */
package io.trunkline.kernel.cluster;
