package io.trunkline.broker.wire.amqp;

import io.trunkline.broker.EntityPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.TerminusDurability;

/**
 * The subscription that a consumer of a topic means ({@code reference/service-bus.md §17}): durable
 * ones are named by their link and client, shared ones by their link, others get a name of their
 * own.
 *
 * @param path where it stands
 * @param durable whether it outlives its consumers
 * @param shared whether several consumers share it
 */
record JmsSubscription(EntityPath path, boolean durable, boolean shared) {
  static final Symbol SHARED = Symbol.valueOf("shared");
  static final Symbol GLOBAL = Symbol.valueOf("global");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~$-]{1,50}");
  private static final int KEPT = 32;
  private static final int HASH_BYTES = 8;

  static JmsSubscription of(EntityPath topic, Sender link, String client, UUID fresh) {
    Source source = link.getRemoteSource();
    boolean durable = source.getDurable() != null && source.getDurable() != TerminusDurability.NONE;
    boolean shared = Terminuses.has(source, SHARED);
    String owner = Terminuses.has(source, GLOBAL) ? "" : client;
    String name =
        durable || shared
            ? name(link.getName(), owner, durable)
            : "volatile-" + fresh.toString().replace("-", "");
    return new JmsSubscription(EntityPath.subscription(topic.entity(), name), durable, shared);
  }

  /**
   * Returns the name of a durable or shared subscription.
   *
   * @param link its link's name: behind a bar stands which consumer of a shared one it is
   * @param client the client id, empty for a subscription that all clients share
   */
  static String name(String link, String client, boolean durable) {
    int bar = link.indexOf('|');
    String wanted =
        (bar < 0 ? link : link.substring(0, bar)) + "$" + client + (durable ? "$D" : "$ND");
    if (PLAIN.matcher(wanted).matches()) {
      return wanted;
    }
    String plain = wanted.replaceAll("[^A-Za-z0-9._~$-]", "-");
    return plain.substring(0, Math.min(KEPT, plain.length())) + "-" + hash(wanted);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(digest, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
