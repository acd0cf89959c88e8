package io.trunkline.bench.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A broker that takes part. */
interface Contender {
  /** Filter of every subscription: compares a text and a number. */
  String FILTER = "region = 'eu' AND weight > 10";

  /** How many subscriptions the topics have. */
  List<Integer> SUBSCRIPTIONS = List.of(1, 10, 100);

  String name();

  /**
   * Starts it on an empty directory, with a queue and the topics.
   *
   * @param heap its size in MiB, where the broker has one
   * @throws IOException saying why it cannot run here
   */
  Broker start(Path directory, int heap) throws IOException;
}
