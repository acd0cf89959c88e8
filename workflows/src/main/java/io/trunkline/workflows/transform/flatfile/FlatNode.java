package io.trunkline.workflows.transform.flatfile;

import java.util.List;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;

/** A part of a flat file, with the rules that its annotations give. */
sealed interface FlatNode {
  /** Returns how often it occurs at least. */
  int minimum();

  /** Returns how often it occurs at most. */
  int maximum();

  /** Returns a name for messages. */
  String label();

  /**
   * A piece of data.
   *
   * @param attribute whether it is an attribute of its record's element
   * @param offset characters before it that mean nothing, in a positional record
   * @param length of it in a positional record; negative in a delimited one
   * @param right whether padding stands before the data
   * @param minimumLength to which a writer pads it in a delimited record; 0 for no padding
   * @param wrap stands around the data, so that delimiters in it mean nothing; null for none
   */
  record Field(
      QName name,
      boolean attribute,
      int minimum,
      int maximum,
      int offset,
      int length,
      boolean right,
      char pad,
      int minimumLength,
      @Nullable Character wrap)
      implements FlatNode {
    @Override
    public String label() {
      return "field '" + name.getLocalPart() + "'";
    }
  }

  /** Where delimiters stand among the children of a delimited record. */
  enum ChildOrder {
    PREFIX,
    INFIX,
    POSTFIX
  }

  /**
   * A record: fields and other records.
   *
   * @param tag what it begins with; empty for nothing
   * @param tagOffset where the tag stands in a positional record
   * @param delimiter between children; empty in a positional record
   * @param repeatingDelimiter between occurrences of one child; empty for the same
   * @param escape makes the character behind it data; null for none
   * @param preserveEmpty whether a writer writes delimiters of children without data
   * @param suppressTrailing whether it leaves them out at the end
   */
  record FlatRecord(
      QName name,
      int minimum,
      int maximum,
      String tag,
      int tagOffset,
      boolean positional,
      String delimiter,
      String repeatingDelimiter,
      ChildOrder order,
      @Nullable Character escape,
      boolean preserveEmpty,
      boolean suppressTrailing,
      List<FlatNode> children)
      implements FlatNode {
    public FlatRecord {
      children = List.copyOf(children);
    }

    @Override
    public String label() {
      return "record '%s'%s"
          .formatted(name.getLocalPart(), tag.isEmpty() ? "" : " with the tag '%s'".formatted(tag));
    }
  }

  /**
   * Children that occur together, or one of which occurs.
   *
   * @param choice whether one of the children occurs
   */
  record Group(int minimum, int maximum, boolean choice, List<FlatNode> children)
      implements FlatNode {
    public Group {
      children = List.copyOf(children);
    }

    @Override
    public String label() {
      return "group of " + String.join(", ", children.stream().map(FlatNode::label).toList());
    }
  }
}
