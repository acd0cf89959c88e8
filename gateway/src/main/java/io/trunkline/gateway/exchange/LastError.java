package io.trunkline.gateway.exchange;

/**
 * Why a request went to on-error: {@code context.LastError} ({@code reference/api-management.md
 * §5.1}). What is not known is empty.
 */
public record LastError(
    String source,
    String reason,
    String message,
    String scope,
    String section,
    String path,
    String policyId) {}
