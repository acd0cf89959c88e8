package io.trunkline.workflows.transform.flatfile;

import io.trunkline.workflows.transform.schema.Annotations;
import io.trunkline.workflows.transform.schema.Particle;
import io.trunkline.workflows.transform.schema.SchemaGroup;
import io.trunkline.workflows.transform.schema.SchemaNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the annotations of records, groups and fields. */
final class RecordReader {
  private static final int MAX_DEPTH = 30;
  private static final Set<String> RECORD =
      Set.of(
          "structure",
          "tag_name",
          "tag_offset",
          "child_delimiter",
          "child_delimiter_type",
          "child_order",
          "escape_char",
          "escape_char_type",
          "repeating_delimiter",
          "repeating_delimiter_type",
          "preserve_delimiter_for_empty_data",
          "suppress_trailing_delimiters",
          "sequence_number",
          "notes",
          "rootTypeName");
  private static final Set<String> FIELD =
      Set.of(
          "justification",
          "pad_char",
          "pad_char_type",
          "pos_offset",
          "pos_length",
          "wrap_char",
          "wrap_char_type",
          "min_length_with_pad",
          "sequence_number",
          "notes",
          "codelist");

  private final FlatFileSchema.Defaults defaults;

  RecordReader(FlatFileSchema.Defaults defaults) {
    this.defaults = defaults;
  }

  FlatNode.FlatRecord root(SchemaNode node) {
    return record(node, 0);
  }

  /** Returns the order of children that an annotation names; empty for the default. */
  static Optional<FlatNode.ChildOrder> order(Info info, String name) {
    String text = info.text(name).orElse("default").toLowerCase(Locale.ROOT);
    return switch (text) {
      case "prefix" -> Optional.of(FlatNode.ChildOrder.PREFIX);
      case "infix" -> Optional.of(FlatNode.ChildOrder.INFIX);
      case "postfix" -> Optional.of(FlatNode.ChildOrder.POSTFIX);
      case "default", "conditional_default" -> Optional.empty();
      default -> throw info.refused("the value '%s' of '%s'".formatted(text, name));
    };
  }

  private FlatNode.FlatRecord record(SchemaNode node, int depth) {
    Info info =
        new Info(
            "the record '%s'".formatted(node.name().getLocalPart()),
            node.annotations().info("recordInfo").orElse(Map.of()),
            RECORD);
    if (depth > MAX_DEPTH) {
      throw info.refused("records nested deeper than %d".formatted(MAX_DEPTH));
    }
    String structure = info.text("structure").orElse("delimited").toLowerCase(Locale.ROOT);
    if (!structure.equals("delimited") && !structure.equals("positional")) {
      throw info.refused("the structure '%s'".formatted(structure));
    }
    boolean positional = structure.equals("positional");
    String tag = info.text("tag_name").orElse("");
    Optional<String> delimiter =
        positional
            ? Optional.empty()
            : info.characters("child_delimiter", "child_delimiter_type", defaults.delimiter())
                .or(() -> Optional.of(defaults.delimiter()).filter(text -> !text.isEmpty()));
    List<FlatNode> children = children(node, positional, depth);
    if (!positional && delimiter.isEmpty() && children.size() > 1) {
      throw info.refused("no child delimiter");
    }
    return new FlatNode.FlatRecord(
        node.name(),
        node.minimum(),
        node.maximum(),
        tag,
        info.number("tag_offset", 0),
        positional,
        delimiter.orElse(""),
        positional ? "" : repeating(info),
        order(info, "child_order")
            .or(() -> Optional.ofNullable(defaults.order()))
            .orElse(tag.isEmpty() ? FlatNode.ChildOrder.INFIX : FlatNode.ChildOrder.PREFIX),
        info.text("escape_char_type").isPresent()
            ? info.character("escape_char", "escape_char_type", defaults.escape())
            : null,
        info.flag("preserve_delimiter_for_empty_data", true),
        info.flag("suppress_trailing_delimiters", false),
        children);
  }

  private String repeating(Info info) {
    return info.text("repeating_delimiter_type").isPresent()
        ? info.characters(
                "repeating_delimiter", "repeating_delimiter_type", defaults.repeatingDelimiter())
            .orElse("")
        : "";
  }

  private List<FlatNode> children(SchemaNode node, boolean positional, int depth) {
    List<Particle> particles = new ArrayList<>();
    for (Particle particle : node.content()) {
      // The group that holds the elements of a record is no part of the file.
      if (particle instanceof SchemaGroup group
          && group.order() == SchemaGroup.Order.SEQUENCE
          && group.minimum() == 1
          && group.maximum() == 1) {
        particles.addAll(group.particles());
      } else {
        particles.add(particle);
      }
    }
    return sorted(particles).stream()
        .map(particle -> particle(particle, positional, depth))
        .toList();
  }

  private FlatNode particle(Particle particle, boolean positional, int depth) {
    return switch (particle) {
      case SchemaGroup group -> group(group, positional, depth);
      case SchemaNode node -> node(node, positional, depth);
    };
  }

  private FlatNode group(SchemaGroup group, boolean positional, int depth) {
    if (group.order() == SchemaGroup.Order.ALL) {
      throw new Info("a group", Map.of(), Set.of()).refused("the order 'all'");
    }
    List<FlatNode> children = new ArrayList<>();
    for (Particle particle : sorted(group.particles())) {
      children.add(particle(particle, positional, depth));
    }
    return new FlatNode.Group(
        group.minimum(), group.maximum(), group.order() == SchemaGroup.Order.CHOICE, children);
  }

  private FlatNode node(SchemaNode node, boolean positional, int depth) {
    boolean isRecord =
        node.annotations().info("recordInfo").isPresent() || !node.content().isEmpty();
    return isRecord ? record(node, depth + 1) : field(node, positional);
  }

  private FlatNode.Field field(SchemaNode node, boolean positional) {
    Info info =
        new Info(
            "the field '%s'".formatted(node.name().getLocalPart()),
            node.annotations().info("fieldInfo").orElse(Map.of()),
            FIELD);
    int length = info.number("pos_length", -1);
    if (positional && length < 0) {
      throw info.refused("no 'pos_length' in a positional record");
    }
    Character pad =
        info.text("pad_char_type").isPresent() || info.text("pad_char").isPresent()
            ? info.character("pad_char", "pad_char_type", defaults.pad())
            : Character.valueOf(defaults.pad());
    return new FlatNode.Field(
        node.name(),
        node.isAttribute(),
        node.minimum(),
        node.maximum(),
        positional ? info.number("pos_offset", 0) : 0,
        positional ? length : -1,
        info.text("justification").orElse("left").equalsIgnoreCase("right"),
        pad == null ? ' ' : pad,
        info.number("min_length_with_pad", 0),
        info.text("wrap_char_type").isPresent()
            ? info.character("wrap_char", "wrap_char_type", defaults.wrap())
            : null);
  }

  /** Attributes and elements share one numbering; what has no number keeps its place. */
  private static List<Particle> sorted(List<Particle> particles) {
    List<Particle> sorted = new ArrayList<>(particles);
    sorted.sort(Comparator.comparingInt(particle -> sequence(particle.annotations())));
    return sorted;
  }

  private static int sequence(Annotations annotations) {
    for (String info : List.of("recordInfo", "fieldInfo", "groupInfo")) {
      Optional<String> number = annotations.info(info).map(values -> values.get("sequence_number"));
      if (number.isPresent()) {
        try {
          return Integer.parseInt(number.get());
        } catch (NumberFormatException e) {
          return Integer.MAX_VALUE;
        }
      }
    }
    return Integer.MAX_VALUE;
  }
}
