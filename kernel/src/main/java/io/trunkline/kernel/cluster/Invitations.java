package io.trunkline.kernel.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trunkline.kernel.ApplyContext;
import io.trunkline.kernel.Keys;
import io.trunkline.kernel.RejectedException;
import io.trunkline.kernel.Store;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
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

  /** Uses a secret up. */
  void use(String secretHash, ApplyContext context) {
    byte[] expiry = context.store().get(key(secretHash));
    if (expiry == null || ByteBuffer.wrap(expiry).getLong() <= context.now()) {
      throw new RejectedException(
          "the join token is unknown, used or expired: have another one made (trunkline cluster"
              + " invite)");
    }
    context.store().delete(key(secretHash));
  }

  /** Returns how many are left. */
  private static int dropExpired(ApplyContext context) {
    Store store = context.store();
    List<byte[]> expired = new ArrayList<>();
    int[] open = {0};
    store.scanPrefix(
        TABLE,
        (key, value) -> {
          if (ByteBuffer.wrap(value).getLong() <= context.now()) {
            expired.add(key);
          } else {
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
