/**
 * What is durable about workflows: definitions by version, runs, actions, loops, variables, trigger
 * histories.
 *
 * <p>Runs are event-sourced. The leader looks at a run, decides what happens next and submits that
 * decision as {@linkplain io.trunkline.workflows.state.RunEvent events}: everything up to the next
 * call outside, so that actions which only compute share a commit; {@link
 * io.trunkline.workflows.state.RunApplier} is the only code that turns an event into changed
 * records, on the store of every replica and on the leader's {@link
 * io.trunkline.workflows.state.RunView} alike. Evaluated inputs stand in the events, so that {@code
 * guid()}, {@code utcNow()} and {@code rand()} give a repeated call the values of the first.
 *
 * <pre>
 *   FireTrigger ──▶ run created ──▶ Advance [ActionStarted …] ──▶ outbox: call ──▶ Report [ActionCompleted, ActionStarted …]
 *                                      ▲                     ▲                          │
 *                                      └── timers, callbacks └──────── next call ◀──────┘
 * </pre>
 */
@NullMarked
package io.trunkline.workflows.state;

import org.jspecify.annotations.NullMarked;
