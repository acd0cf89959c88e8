package io.trunkline.gateway;

import java.time.Duration;

/**
 * Limits of the gateway ({@code reference/api-management.md §12}).
 *
 * @param maxPolicyBytes size of one policy document
 * @param maxFragmentBytes size of one policy fragment
 * @param maxImportBytes size of an inline API definition
 * @param maxUrlLength length of a request's path and query
 * @param maxBufferedBodyBytes size of a body that a policy reads; bodies that none reads are
 *     streamed and not limited
 * @param maxReplyBytes size of what {@code send-request} and key documents may bring
 * @param maxExpressionSteps rounds of loops that one evaluation of an expression may take
 * @param maxCounters counters of rate limits and quotas; the least used give way
 * @param maxBackendConnections connections to one backend at the same time; further calls wait
 * @param forwardTimeout how long a backend may take until its response starts, where the policy
 *     says nothing
 * @param keyLifetime how long documents with signing keys are kept
 * @param keyRefetchPause shortest time between two fetches for an unknown key
 */
public record GatewayConfig(
    int maxPolicyBytes,
    int maxFragmentBytes,
    int maxImportBytes,
    int maxUrlLength,
    int maxBufferedBodyBytes,
    int maxReplyBytes,
    int maxExpressionSteps,
    int maxCounters,
    int maxBackendConnections,
    Duration forwardTimeout,
    Duration keyLifetime,
    Duration keyRefetchPause) {

  public static GatewayConfig defaults() {
    return new GatewayConfig(
        256 << 10,
        512 << 10,
        4 << 20,
        16_384,
        1 << 20,
        2 << 20,
        100_000,
        100_000,
        512,
        Duration.ofMinutes(5),
        Duration.ofHours(1),
        Duration.ofMinutes(5));
  }
}
