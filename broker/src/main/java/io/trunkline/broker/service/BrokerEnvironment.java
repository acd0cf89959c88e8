package io.trunkline.broker.service;

import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.effects.Waker;
import io.trunkline.identity.Authorizer;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Kernel;
import io.trunkline.net.Endpoints;
import io.trunkline.net.tracing.Tracing;
import io.trunkline.resources.SystemEvents;
import java.time.InstantSource;

/** What the broker needs from the rest of the node. */
public record BrokerEnvironment(
    Kernel kernel,
    InstantSource clock,
    IdSource ids,
    Waker waker,
    Tracing tracing,
    Endpoints endpoints,
    Authorizer authorizer,
    SystemEvents events,
    BrokerLimits limits) {}
