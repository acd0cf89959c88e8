package io.trunkline.kernel.ratis;

import io.trunkline.kernel.Ledger;
import io.trunkline.kernel.LedgerEffects;
import io.trunkline.kernel.Shard;
import io.trunkline.kernel.ShardId;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * A node that writes until it is killed: adds 1 to the accounts {@code first}, {@code first + 1}, …
 * and prints each number once it is acknowledged.
 */
final class KillTarget {
  static final ShardId ID = new ShardId("ledger");
  private static final int OUTSTANDING = 64;

  private KillTarget() {}

  public static void main(String[] args) throws InterruptedException {
    RatisKernel kernel = new RatisKernel(RatisKernelConfig.defaults(Path.of(args[0])));
    Shard<Ledger.Entry> shard = kernel.open(ID, new Ledger(), new LedgerEffects());
    Semaphore window = new Semaphore(OUTSTANDING);
    for (long number = Long.parseLong(args[1]); ; number++) {
      window.acquire();
      long account = number;
      var unused =
          shard
              .submit(new Ledger.Add(Long.toString(account), 1))
              .whenComplete(
                  (_, failure) -> {
                    if (failure == null) {
                      System.out.println(account);
                    } else {
                      System.err.println("stops, since a command failed: " + failure);
                      Runtime.getRuntime().halt(1);
                    }
                    window.release();
                  });
    }
  }
}
