package io.trunkline.workflows.state;

import io.trunkline.kernel.Keys;

/** The tables of the store. Run ids decrease with time, so scans meet the newest first. */
final class StoreKeys {
  private StoreKeys() {}

  static byte[] workflows() {
    return Keys.of("workflow").bytes();
  }

  static byte[] workflow(String key) {
    return Keys.of("workflow").text(key).bytes();
  }

  static byte[] versions(String workflow) {
    return Keys.of("version").text(workflow).bytes();
  }

  static byte[] version(String workflow, String version) {
    return Keys.of("version").text(workflow).text(version).bytes();
  }

  static byte[] triggers(String workflow) {
    return Keys.of("trigger").text(workflow).bytes();
  }

  static byte[] trigger(String workflow, String trigger) {
    return Keys.of("trigger").text(workflow).text(trigger).bytes();
  }

  static byte[] histories(String workflow) {
    return Keys.of("history").text(workflow).bytes();
  }

  static byte[] histories(String workflow, String trigger) {
    return Keys.of("history").text(workflow).text(trigger).bytes();
  }

  static byte[] history(String workflow, String trigger, String name) {
    return Keys.of("history").text(workflow).text(trigger).text(name).bytes();
  }

  static byte[] runs(String workflow) {
    return Keys.of("run").text(workflow).bytes();
  }

  static byte[] run(RunRef ref) {
    return Keys.of("run").text(ref.workflow()).text(ref.run()).bytes();
  }

  /** Everything of the runs of a workflow but their heads. */
  static byte[] data(String workflow) {
    return Keys.of("data").text(workflow).bytes();
  }

  static byte[] data(RunRef ref) {
    return runKey(ref).bytes();
  }

  static byte[] triggerValues(RunRef ref) {
    return runKey(ref).text("trigger").bytes();
  }

  static byte[] response(RunRef ref) {
    return runKey(ref).text("response").bytes();
  }

  static byte[] actions(RunRef ref) {
    return runKey(ref).text("action").bytes();
  }

  static byte[] actions(RunRef ref, String name) {
    return runKey(ref).text("action").text(name).bytes();
  }

  static byte[] action(RunRef ref, ActionKey key) {
    return runKey(ref).text("action").text(key.name()).text(key.repetition()).bytes();
  }

  static byte[] loops(RunRef ref) {
    return runKey(ref).text("loop").bytes();
  }

  static byte[] loop(RunRef ref, ActionKey key) {
    return runKey(ref).text("loop").text(key.name()).text(key.repetition()).bytes();
  }

  static byte[] items(RunRef ref, ActionKey key) {
    return runKey(ref).text("items").text(key.name()).text(key.repetition()).bytes();
  }

  static byte[] iterations(RunRef ref) {
    return runKey(ref).text("iteration").bytes();
  }

  static byte[] iterations(RunRef ref, String loop) {
    return runKey(ref).text("iteration").text(loop).bytes();
  }

  static byte[] iteration(RunRef ref, ActionKey loop, int index) {
    return runKey(ref)
        .text("iteration")
        .text(loop.name())
        .text(loop.repetition())
        .number(index)
        .bytes();
  }

  static byte[] variables(RunRef ref) {
    return runKey(ref).text("variable").bytes();
  }

  static byte[] variable(RunRef ref, String foldedName) {
    return runKey(ref).text("variable").text(foldedName).bytes();
  }

  /** Everything that waits in the batches of a workflow. */
  static byte[] batches(String workflow) {
    return Keys.of("batch").text(workflow).bytes();
  }

  /** The partitions of a trigger in which messages wait. */
  static byte[] batchKeys(String workflow, String trigger) {
    return Keys.of("batch").text(workflow).text("key").text(trigger).bytes();
  }

  static byte[] batchKey(BatchKey key) {
    return batch(key, "key").bytes();
  }

  static byte[] batchPartition(BatchKey key) {
    return batch(key, "partition").bytes();
  }

  static byte[] batchMessages(BatchKey key) {
    return batch(key, "message").bytes();
  }

  static byte[] batchMessage(BatchKey key, long number) {
    return batch(key, "message").number(number).bytes();
  }

  static byte[] batchSender(BatchKey key, String sender) {
    return batch(key, "sender").text(sender).bytes();
  }

  private static Keys batch(BatchKey key, String table) {
    return Keys.of("batch")
        .text(key.workflow())
        .text(table)
        .text(key.trigger())
        .text(key.batch())
        .text(key.partition());
  }

  static byte[] pieces(RunRef ref) {
    return runKey(ref).text("piece").bytes();
  }

  static byte[] piece(RunRef ref, String value, int index) {
    return runKey(ref).text("piece").text(value).number(index).bytes();
  }

  private static Keys runKey(RunRef ref) {
    return Keys.of("data").text(ref.workflow()).text(ref.run());
  }
}
