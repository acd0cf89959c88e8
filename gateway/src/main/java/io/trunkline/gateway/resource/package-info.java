/**
 * The resource types below {@code Microsoft.ApiManagement/service} ({@code
 * reference/resource-manager.md §10}). Each hands its resources to {@link
 * io.trunkline.gateway.resource.Configuration}, which makes the immutable catalog of them.
 */
package io.trunkline.gateway.resource;
