/**
 * What the leader does about runs and triggers.
 *
 * <p>{@link io.trunkline.workflows.effects.RunScheduler} keeps a view of every run that moves, asks
 * {@link io.trunkline.workflows.effects.RunDecider} what comes next and submits it; nothing is
 * begun before the step that led to it is committed. Calls to the outside are outbox entries: made
 * after the commit, again after a crash, with the inputs that were committed.
 */
@NullMarked
package io.trunkline.workflows.effects;

import org.jspecify.annotations.NullMarked;
