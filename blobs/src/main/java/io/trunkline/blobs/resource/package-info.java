/**
 * Storage's resource types: accounts, their blob service and containers ({@code
 * reference/resource-manager.md §14}).
 */
package io.trunkline.blobs.resource;
