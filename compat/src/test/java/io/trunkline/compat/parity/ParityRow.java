package io.trunkline.compat.parity;

import java.util.Comparator;

/**
 * A feature that a test proved with a client.
 *
 * @param test the test, as {@code Class.method}
 */
record ParityRow(Service service, String feature, Client client, String test)
    implements Comparable<ParityRow> {
  private static final Comparator<ParityRow> ORDER =
      Comparator.comparing(ParityRow::service)
          .thenComparing(ParityRow::feature)
          .thenComparing(ParityRow::client)
          .thenComparing(ParityRow::test);

  @Override
  public int compareTo(ParityRow other) {
    return ORDER.compare(this, other);
  }
}
