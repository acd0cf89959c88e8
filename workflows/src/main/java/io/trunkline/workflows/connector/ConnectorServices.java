package io.trunkline.workflows.connector;

import io.trunkline.identity.ManagedIdentityTokens;
import io.trunkline.net.http.HttpCaller;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What a node gives connectors.
 *
 * @param http calls out
 * @param tokens for connections that use a managed identity
 * @param configuration directory with the operator's declarations of connectors, if there is one
 */
public record ConnectorServices(
    HttpCaller http,
    ManagedIdentityTokens tokens,
    InstantSource clock,
    Optional<Path> configuration) {}
