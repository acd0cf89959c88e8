package io.trunkline.broker.effects;

import io.trunkline.broker.BrokerLimits;
import io.trunkline.broker.state.BrokerCommand;
import io.trunkline.broker.state.BrokerMachine;
import io.trunkline.kernel.IdSource;
import io.trunkline.kernel.Shard;
import io.trunkline.net.tracing.Tracing;
import java.time.InstantSource;

/** What the dispatchers of a namespace share. */
record LeaderContext(
    Shard<BrokerCommand<?>> shard,
    BrokerMachine machine,
    InstantSource clock,
    IdSource ids,
    LockTokenSource tokens,
    Deadlines deadlines,
    BrokerLimits limits,
    Tracing tracing) {
  long now() {
    return clock.millis();
  }
}
