package io.trunkline.kernel.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.NodeId;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Store;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Secrets with which one node each may join, until they expire. Only their hashes are kept; a
 * secret is long and random, so its plain hash does not give it away.
 */
final class Invitations {
  private static final byte[] TABLE = Keys.of("invitation").bytes();

  /** Returns the hash under which a secret is kept. */
  static String hash(String secret) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void add(ClusterCommand.Invite invite, ApplyContext context) {
    if (dropExpired(context) >= ClusterMachine.MAX_INVITATIONS) {
      throw new RejectedException(
          "there are "
              + ClusterMachine.MAX_INVITATIONS
              + " open invitations: wait until one is used or expires");
    }
    byte[] expiry = ByteBuffer.allocate(Long.BYTES).putLong(invite.expiresAt()).array();
    context.store().put(key(invite.secretHash()), expiry);
  }

  /** Uses a secret up, for one node: it may do so again. */
  void use(String secretHash, NodeId by, ApplyContext context) {
    byte[] key = key(secretHash);
    byte[] value = context.store().get(key);
    byte[] name = by.value().getBytes(UTF_8);
    if (value == null || expiry(value) <= context.now() || !isFor(name, value)) {
      throw new RejectedException(
          "the join token is unknown, used or expired: have another one made (trunkline cluster"
              + " invite)");
    }
    context
        .store()
        .put(
            key,
            ByteBuffer.allocate(Long.BYTES + name.length).putLong(expiry(value)).put(name).array());
  }

  private static long expiry(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  private static boolean isOpen(byte[] value) {
    return value.length == Long.BYTES;
  }

  private static boolean isFor(byte[] name, byte[] value) {
    return isOpen(value) || Arrays.equals(name, 0, name.length, value, Long.BYTES, value.length);
  }

  /** Returns how many are left. */
  private static int dropExpired(ApplyContext context) {
    Store store = context.store();
    List<byte[]> expired = new ArrayList<>();
    int[] open = {0};
    store.scanPrefix(
        TABLE,
        (key, value) -> {
          if (expiry(value) <= context.now()) {
            expired.add(key);
          } else if (isOpen(value)) {
            open[0]++;
          }
          return true;
        });
    expired.forEach(store::delete);
    return open[0];
  }

  private static byte[] key(String secretHash) {
    return Keys.of("invitation").text(secretHash).bytes();
  }
}
