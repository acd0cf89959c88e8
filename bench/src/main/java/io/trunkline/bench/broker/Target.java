package io.trunkline.bench.broker;

import org.jspecify.annotations.Nullable;

/**
 * Where the load goes.
 *
 * @param user for SASL PLAIN, or null for ANONYMOUS
 */
record Target(String host, int port, @Nullable String user, @Nullable String password) {}
