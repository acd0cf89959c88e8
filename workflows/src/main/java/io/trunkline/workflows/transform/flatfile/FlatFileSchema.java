package io.trunkline.workflows.transform.flatfile;

import io.trunkline.workflows.transform.TransformException;
import io.trunkline.workflows.transform.schema.SchemaDocument;
import io.trunkline.workflows.transform.schema.SchemaNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A flat file schema.
 *
 * @param root the record that a whole file is
 * @param charset of files
 * @param letters how data is written
 * @param earlyTermination whether positional records may be shorter than their fields
 * @param suppressEmpty whether a reader leaves out elements without data
 * @param generateEmpty whether a writer takes missing elements for empty ones
 */
public record FlatFileSchema(
    FlatNode.FlatRecord root,
    Charset charset,
    Letters letters,
    boolean earlyTermination,
    boolean suppressEmpty,
    boolean generateEmpty) {
  private static final int UTF_8 = 65_001;
  private static final Set<String> KNOWN =
      Set.of(
          "standard",
          "standards_version",
          "document_type",
          "document_version",
          "root_reference",
          "codepage",
          "default_pad_char",
          "pad_char_type",
          "default_child_delimiter",
          "child_delimiter_type",
          "default_child_order",
          "default_wrap_char",
          "wrap_char_type",
          "default_escape_char",
          "escape_char_type",
          "default_repeating_delimiter",
          "repeating_delimiter_type",
          "count_positions_by_byte",
          "parser_optimization",
          "lookahead_depth",
          "suppress_empty_nodes",
          "generate_empty_nodes",
          "allow_early_termination",
          "early_terminate_optional_fields",
          "allow_message_breakup_of_infix_root",
          "compile_parse_tables",
          "case");

  /** How the letters of data are changed. */
  enum Letters {
    AS_THEY_ARE,
    UPPER,
    LOWER;

    String of(String data) {
      return switch (this) {
        case AS_THEY_ARE -> data;
        case UPPER -> data.toUpperCase(Locale.ROOT);
        case LOWER -> data.toLowerCase(Locale.ROOT);
      };
    }
  }

  /**
   * What records and fields fall back to.
   *
   * @param order for records that name none; null for prefix where there is a tag, else infix
   */
  record Defaults(
      char pad,
      String delimiter,
      String repeatingDelimiter,
      FlatNode.@Nullable ChildOrder order,
      @Nullable Character wrap,
      @Nullable Character escape) {}

  /**
   * Reads the annotations of a schema.
   *
   * @param rootName local name of the element that a file is; empty for the one that the schema
   *     names, or its first
   * @throws TransformException {@code InvalidFlatFileSchema} naming what is missing or not
   *     supported
   */
  public static FlatFileSchema of(SchemaDocument schema, String rootName) {
    Map<String, String> values =
        schema
            .annotations()
            .info("schemaInfo")
            .orElseThrow(
                () ->
                    new TransformException(
                        "InvalidFlatFileSchema",
                        "The schema is not a flat file schema: it has no annotation"
                            + " 'schemaInfo'."));
    Info info = new Info("the schema", values, KNOWN);
    if (info.flag("count_positions_by_byte", false)) {
      throw info.refused("'count_positions_by_byte'");
    }
    Character pad = info.character("default_pad_char", "pad_char_type", null);
    Defaults defaults =
        new Defaults(
            pad == null ? ' ' : pad,
            info.characters("default_child_delimiter", "child_delimiter_type", "").orElse(""),
            info.characters("default_repeating_delimiter", "repeating_delimiter_type", "")
                .orElse(""),
            RecordReader.order(info, "default_child_order").orElse(null),
            info.character("default_wrap_char", "wrap_char_type", null),
            info.character("default_escape_char", "escape_char_type", null));
    FlatNode.FlatRecord root = new RecordReader(defaults).root(root(schema, info, rootName));
    return new FlatFileSchema(
        root,
        charset(info),
        letters(info),
        info.flag("allow_early_termination", false),
        info.flag("suppress_empty_nodes", false),
        info.flag("generate_empty_nodes", true));
  }

  /** Returns the same schema with another answer to missing elements. */
  public FlatFileSchema generatingEmpty(boolean generate) {
    return new FlatFileSchema(root, charset, letters, earlyTermination, suppressEmpty, generate);
  }

  private static SchemaNode root(SchemaDocument schema, Info info, String wanted) {
    List<SchemaNode> roots = schema.roots();
    String name = wanted.isEmpty() ? info.text("root_reference").orElse("") : wanted;
    Optional<SchemaNode> root = name.isEmpty() ? roots.stream().findFirst() : schema.root(name);
    return root.orElseThrow(
        () ->
            new TransformException(
                "InvalidFlatFileSchema",
                name.isEmpty()
                    ? "The schema declares no element."
                    : "The schema declares no element '%s'.".formatted(name)));
  }

  private static Charset charset(Info info) {
    int page = info.number("codepage", UTF_8);
    try {
      return switch (page) {
        case UTF_8 -> StandardCharsets.UTF_8;
        case 1200 -> StandardCharsets.UTF_16LE;
        case 1201 -> StandardCharsets.UTF_16BE;
        case 20127 -> StandardCharsets.US_ASCII;
        case 28591 -> StandardCharsets.ISO_8859_1;
        default -> Charset.forName(page >= 1250 && page <= 1258 ? "windows-" + page : "Cp" + page);
      };
    } catch (IllegalArgumentException e) {
      throw info.refused("the code page '%d'".formatted(page));
    }
  }

  private static Letters letters(Info info) {
    return switch (info.text("case").orElse("").toLowerCase(Locale.ROOT)) {
      case "upper", "uppercase" -> Letters.UPPER;
      case "lower", "lowercase" -> Letters.LOWER;
      default -> Letters.AS_THEY_ARE;
    };
  }
}
