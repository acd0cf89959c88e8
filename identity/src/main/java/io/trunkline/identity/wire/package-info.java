/**
 * The dialects in which identity is spoken to: OAuth 2.0 and OpenID Connect as Entra speaks them,
 * the managed identity endpoints, and the part of Graph that scripts need.
 */
package io.trunkline.identity.wire;
