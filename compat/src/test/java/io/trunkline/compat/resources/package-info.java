/** The control plane and its tokens, through the management client and azure-identity. */
@org.jspecify.annotations.NullMarked
package io.trunkline.compat.resources;
