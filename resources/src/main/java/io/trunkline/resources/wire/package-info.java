/**
 * The REST dialect of the Azure Resource Manager ({@code reference/resource-manager.md §1, §2}):
 * addresses, verbs, envelopes, errors, lists, polling.
 */
package io.trunkline.resources.wire;
