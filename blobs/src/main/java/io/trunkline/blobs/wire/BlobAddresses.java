package io.trunkline.blobs.wire;

import io.trunkline.blobs.service.BlobAddress;
import io.trunkline.blobs.service.StorageAccounts;
import io.trunkline.net.http.Paths;
import io.trunkline.net.http.RequestHead;
import java.util.Optional;

/** Reads what a request is about from its host name and path. */
final class BlobAddresses {
  private static final int MAX_NAME = 1_024;

  private BlobAddresses() {}

  /**
   * Reads {@code {account}.blob.…/{container}/{blob}} or {@code …/{account}/{container}/{blob}}.
   */
  static Optional<BlobAddress> read(RequestHead head, StorageAccounts accounts) {
    boolean byHost = head.host().startsWith(head.firstLabel() + ".blob.");
    // SDKs keep the account in the path as soon as the address has a port.
    boolean byPath = accounts.find(head.segment(0)).isPresent();
    String name = byPath ? head.segment(0) : byHost ? head.firstLabel() : "";
    int first = byPath ? 1 : 0;
    return accounts
        .find(name)
        .map(
            account ->
                new BlobAddress(
                    account, Paths.decode(head.segment(first)), checked(blob(head, first + 1))));
  }

  /** Refuses names that no document could carry. */
  private static String checked(String blob) {
    if (blob.length() > MAX_NAME || blob.chars().anyMatch(BlobAddresses::unusable)) {
      throw new BlobException(
          400,
          "InvalidResourceName",
          "A blob name may have " + MAX_NAME + " characters and no control characters.");
    }
    return blob;
  }

  private static boolean unusable(int character) {
    return Character.isISOControl(character) || character >= 0xFFFE;
  }

  private static String blob(RequestHead head, int segment) {
    int start = 1;
    for (int i = 0; i < segment; i++) {
      int slash = head.path().indexOf('/', start);
      if (slash < 0) {
        return "";
      }
      start = slash + 1;
    }
    return Paths.decode(head.path().substring(start));
  }
}
