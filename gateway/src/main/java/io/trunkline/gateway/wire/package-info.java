/** Requests come off the HTTP doors here, and responses go back. */
package io.trunkline.gateway.wire;
