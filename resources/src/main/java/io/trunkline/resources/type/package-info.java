/** The resource types of the control plane itself: groups, identities, roles. */
package io.trunkline.resources.type;
