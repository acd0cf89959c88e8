package io.trunkline.gateway.expression.members;

import static io.trunkline.gateway.expression.TypeMembers.type;
import static io.trunkline.gateway.expression.members.Arguments.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.trunkline.gateway.expression.EvaluationException;
import io.trunkline.gateway.expression.Texts;
import io.trunkline.gateway.expression.Times;
import io.trunkline.gateway.expression.TypeCatalog;
import io.trunkline.gateway.expression.TypeMembers.Out;
import io.trunkline.kernel.IdSource;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code Convert}, {@code Guid}, {@code Random} and {@code Exception}. */
final class ConvertMembers {
  private ConvertMembers() {}

  static void addTo(TypeCatalog catalog, IdSource ids) {
    catalog.add(
        type("Convert")
            .staticMethod("int ToInt32(object value)", a -> whole(a[0]).intValueExact())
            .staticMethod("long ToInt64(object value)", a -> whole(a[0]).longValueExact())
            .staticMethod("double ToDouble(object value)", a -> decimal(a[0]).doubleValue())
            .staticMethod("decimal ToDecimal(object value)", a -> decimal(a[0]))
            .staticMethod("bool ToBoolean(object value)", a -> flag(a[0]))
            .staticMethod("string ToString(object value)", a -> Texts.of(a[0]))
            .staticMethod("DateTime ToDateTime(string value)", a -> Times.parse(text(a, 0)))
            .staticMethod(
                "string ToBase64String(byte[] bytes)",
                a -> Base64.getEncoder().encodeToString((byte[]) a[0]))
            .staticMethod(
                "byte[] FromBase64String(string text)",
                a -> Base64.getDecoder().decode(text(a, 0))));
    catalog.add(
        type("Guid")
            .representedBy(UUID.class)
            .constructor("Guid New(string text)", a -> UUID.fromString(text(a, 0)))
            .method("string ToString(string format)", (it, a) -> guid((UUID) it, text(a, 0)))
            .staticMethod("Guid NewGuid()", a -> ids.uuid())
            .staticMethod("Guid Parse(string text)", a -> UUID.fromString(text(a, 0)))
            .staticMethod(
                "bool TryParse(string text, out Guid value)",
                a -> tryGuid((String) a[0], (Out) a[1]))
            .staticProperty("Guid Empty", () -> new UUID(0, 0)));
    catalog.add(
        type("Random")
            .constructor("Random New()", a -> ids)
            .method("int Next(int max)", (it, a) -> random(ids, 0, (Integer) a[0]))
            .method(
                "int Next(int min, int max)",
                (it, a) -> random(ids, (Integer) a[0], (Integer) a[1])));
    catalog.add(
        type("Exception")
            .representedBy(EvaluationException.class)
            .constructor("Exception New(string message)", a -> text(a, 0)));
  }

  private static BigDecimal decimal(@Nullable Object value) {
    return switch (value) {
      case null -> BigDecimal.ZERO;
      case Boolean flag -> flag ? BigDecimal.ONE : BigDecimal.ZERO;
      case JsonNode node when node.isNull() -> BigDecimal.ZERO;
      default -> {
        try {
          yield new BigDecimal(Texts.of(value).strip());
        } catch (NumberFormatException e) {
          throw new EvaluationException("Input string was not in a correct format.");
        }
      }
    };
  }

  private static BigDecimal whole(@Nullable Object value) {
    return decimal(value).setScale(0, RoundingMode.HALF_EVEN);
  }

  private static boolean flag(@Nullable Object value) {
    String text = Texts.of(value).strip();
    if (text.isEmpty() || text.equalsIgnoreCase("false") || text.equals("0")) {
      return false;
    }
    if (text.equalsIgnoreCase("true") || value instanceof Number) {
      return true;
    }
    throw new EvaluationException("String was not recognized as a valid Boolean.");
  }

  private static String guid(UUID guid, String format) {
    return switch (format.toUpperCase(Locale.ROOT)) {
      case "N" -> guid.toString().replace("-", "");
      case "B" -> "{" + guid + "}";
      case "P" -> "(" + guid + ")";
      default -> guid.toString();
    };
  }

  private static boolean tryGuid(@Nullable String text, Out out) {
    try {
      out.set(UUID.fromString(text == null ? "" : text));
      return true;
    } catch (IllegalArgumentException e) {
      out.set(new UUID(0, 0));
      return false;
    }
  }

  private static int random(IdSource ids, int min, int max) {
    return min + (int) Math.floorMod(ids.uuid().getMostSignificantBits(), (long) max - min);
  }
}
