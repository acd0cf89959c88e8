package io.trunkline.blobs.service;

import io.trunkline.blobs.service.BlobService.Page;
import io.trunkline.blobs.state.Blob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects one page of a list; a group of names is taken once and then jumped over. */
final class Listing {
  private final String prefix;
  private final String delimiter;
  private final int most;
  private final List<Blob> blobs = new ArrayList<>();
  private final List<String> prefixes = new ArrayList<>();
  private @Nullable String next;
  private @Nullable String skipTo;

  Listing(String prefix, String delimiter, int most) {
    this.prefix = prefix;
    this.delimiter = delimiter;
    this.most = most;
  }

  void restart() {
    skipTo = null;
  }

  /** Returns where to scan on, or null when the page is complete. */
  @Nullable String skipTo() {
    return skipTo;
  }

  /** Takes a blob and returns whether to scan on. */
  boolean take(Blob blob) {
    String name = blob.name();
    if (!name.startsWith(prefix)) {
      return false;
    }
    if (blobs.size() + prefixes.size() == most) {
      next = name;
      return false;
    }
    int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
    if (end < 0) {
      blobs.add(blob);
      return true;
    }
    String group = name.substring(0, end + delimiter.length());
    prefixes.add(group);
    skipTo = group + Character.toString(Character.MAX_CODE_POINT);
    return false;
  }

  Page page() {
    return new Page(List.copyOf(blobs), List.copyOf(prefixes), Optional.ofNullable(next));
  }
}
