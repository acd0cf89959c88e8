/**
 * The deterministic heart of a namespace: {@link io.trunkline.broker.state.BrokerMachine} applies
 * {@link io.trunkline.broker.state.BrokerCommand}s to entities and messages. Messages stand in the
 * store; a small index per queue stands in memory. Who holds a lock is not its business: that is
 * volatile and the leader's ({@code effects}).
 *
 * <pre>
 *   BrokerMachine ─┬─ Definitions   entities and rules
 *                  ├─ Publisher     send, fan-out, forward, dead-letter
 *                  ├─ Settlements   complete, abandon, defer, dead-letter, session state
 *                  └─ Maintenance   what falls due: scheduled, expired, idle
 * </pre>
 */
package io.trunkline.broker.state;
