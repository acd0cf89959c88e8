package io.trunkline.broker.effects;

import io.trunkline.broker.Settlement;
import io.trunkline.broker.state.BrokerCommand;
import java.util.Map;

/** A locked message that a transaction is to settle. Only on the shard's thread. */
public final class Enlistment {
  private final Settling settling;
  private final MessageLock lock;
  private final BrokerCommand.Transactional<Void> command;
  private final boolean forgotten;

  Enlistment(
      Settling settling,
      MessageLock lock,
      BrokerCommand.Transactional<Void> command,
      boolean forgotten) {
    this.settling = settling;
    this.lock = lock;
    this.command = command;
    this.forgotten = forgotten;
  }

  /** Returns what settles the message. */
  public BrokerCommand.Transactional<Void> command() {
    return command;
  }

  /** Returns whether the lock still lives: a transaction fails where one has ended. */
  public boolean holds() {
    return settling.holds(lock);
  }

  /** Keeps the lock from ending while the transaction is committed. */
  public void begin() {
    lock.settling = true;
  }

  /** The transaction is committed. */
  public void committed() {
    lock.settling = false;
    settling.settled(lock);
  }

  /** The transaction came to nothing: the lock is as it was before. */
  public void rolledBack() {
    lock.settling = false;
    lock.enlisted = false;
    if (forgotten && settling.holds(lock)) {
      var unused = settling.settle(lock.token, new Settlement.Abandon(Map.of()));
    }
  }
}
