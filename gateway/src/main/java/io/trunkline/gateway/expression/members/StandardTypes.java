package io.trunkline.gateway.expression.members;

import io.trunkline.gateway.expression.TypeCatalog;
import io.trunkline.kernel.IdSource;
import java.time.InstantSource;

/** All types but those of the context object. */
public final class StandardTypes {
  private StandardTypes() {}

  /**
   * Returns a catalog of the standard types.
   *
   * @param clock what {@code DateTime.UtcNow} reads
   * @param ids where {@code Guid.NewGuid()} comes from
   */
  public static TypeCatalog catalog(InstantSource clock, IdSource ids) {
    TypeCatalog catalog = new TypeCatalog();
    StringMembers.addTo(catalog);
    NumberMembers.addTo(catalog);
    ConvertMembers.addTo(catalog, ids);
    EncodingMembers.addTo(catalog);
    TimeMembers.addTo(catalog, clock);
    CollectionMembers.addTo(catalog);
    EnumerableMembers.addTo(catalog);
    JsonMembers.addTo(catalog);
    RegexMembers.addTo(catalog);
    return catalog;
  }
}
