/**
 * The configuration of the gateway, immutable: services with their APIs, products, subscriptions,
 * backends and compiled policies, as the resource tree says.
 */
package io.trunkline.gateway.catalog;
