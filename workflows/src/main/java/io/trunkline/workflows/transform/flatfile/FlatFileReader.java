package io.trunkline.workflows.transform.flatfile;

import io.trunkline.workflows.expression.xml.XmlReader;
import io.trunkline.workflows.transform.TransformException;
import io.trunkline.workflows.transform.schema.ElementNames;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Reads a flat file from left to right: a field ends at the next delimiter of any record that it is
 * in; a record without a tag goes on until something with a tag that may follow begins. Not
 * thread-safe.
 */
public final class FlatFileReader {
  private final FlatFileSchema schema;
  private final String text;
  private final ElementNames names;

  /** Delimiters that end a field here, of the innermost record first. */
  private final Deque<String> delimiters = new ArrayDeque<>();

  /** Lists of what may follow what is read, of the innermost record first. */
  private final Deque<List<FlatNode>> followers = new ArrayDeque<>();

  private int position;

  private FlatFileReader(FlatFileSchema schema, String text, Document document) {
    this.schema = schema;
    this.text = text;
    this.names = new ElementNames(document);
  }

  /**
   * Returns the XML of a flat file.
   *
   * @throws TransformException {@code InvalidFlatFile} saying in which line and column the text is
   *     something else than the schema says
   */
  public static Document read(FlatFileSchema schema, String text) {
    Document document = XmlReader.empty();
    FlatFileReader reader =
        new FlatFileReader(schema, text.startsWith("\uFEFF") ? text.substring(1) : text, document);
    reader.record(schema.root(), reader.names.root(schema.root().name()));
    if (reader.position < reader.text.length()) {
      throw reader.failure(
          "unexpected text after the record '%s'".formatted(schema.root().name().getLocalPart()));
    }
    return document;
  }

  private void record(FlatNode.FlatRecord record, Element element) {
    if (record.positional()) {
      positional(record, element);
      return;
    }
    expect(record.tag(), "the " + record.label());
    boolean pushed = !record.delimiter().isEmpty();
    if (pushed) {
      delimiters.push(record.delimiter());
    }
    if (!record.repeatingDelimiter().isEmpty()) {
      delimiters.push(record.repeatingDelimiter());
    }
    new Delimited(record).children(record.children(), element);
    if (!record.repeatingDelimiter().isEmpty()) {
      delimiters.pop();
    }
    if (pushed) {
      delimiters.pop();
    }
  }

  /** One pass over the children of a delimited record. */
  private final class Delimited {
    private final FlatNode.FlatRecord record;
    private boolean first = true;

    Delimited(FlatNode.FlatRecord record) {
      this.record = record;
    }

    void children(List<FlatNode> children, Element element) {
      for (int index = 0; index < children.size(); index++) {
        followers.push(children.subList(index + 1, children.size()));
        occurrences(children.get(index), element);
        followers.pop();
      }
    }

    private void occurrences(FlatNode child, Element element) {
      int count = 0;
      while (count < child.maximum() && begins(child, count)) {
        int start = position;
        one(child, element, count > 0);
        count++;
        if (position == start && count >= child.minimum()) {
          break; // nothing was read: it would go on for ever
        }
      }
      if (count < child.minimum()) {
        throw failure(
            "expected the %s, which occurs %d times at least"
                .formatted(child.label(), child.minimum()));
      }
    }

    /** Returns whether the next occurrence of a child is here, behind its delimiter. */
    private boolean begins(FlatNode child, int count) {
      int before = position;
      boolean delimited = skipDelimiter(count > 0);
      boolean found =
          delimited
              && ((count < child.minimum() && !tagged(child))
                  ? position <= text.length()
                  : starts(child, record, count));
      position = before;
      return found;
    }

    private boolean skipDelimiter(boolean repeats) {
      boolean needed =
          record.order() == FlatNode.ChildOrder.PREFIX
              || (record.order() == FlatNode.ChildOrder.INFIX && !first);
      if (!needed || record.delimiter().isEmpty()) {
        return true;
      }
      String delimiter =
          repeats && !record.repeatingDelimiter().isEmpty()
              ? record.repeatingDelimiter()
              : record.delimiter();
      if (!text.startsWith(delimiter, position)) {
        return false;
      }
      position += delimiter.length();
      return true;
    }

    private void one(FlatNode child, Element element, boolean repeats) {
      if (child instanceof FlatNode.Group group) {
        group(group, element);
        return;
      }
      skipDelimiter(repeats);
      first = false;
      switch (child) {
        case FlatNode.Field field -> put(field, delimitedData(field, record.escape()), element);
        case FlatNode.FlatRecord inner -> record(inner, names.child(element, inner.name()));
        case FlatNode.Group _ -> throw new IllegalStateException("groups are read above");
      }
      if (record.order() == FlatNode.ChildOrder.POSTFIX && !record.delimiter().isEmpty()) {
        expect(record.delimiter(), "the delimiter after the %s".formatted(child.label()));
      }
    }

    private void group(FlatNode.Group group, Element element) {
      if (!group.choice()) {
        children(group.children(), element);
        return;
      }
      for (boolean withTag : new boolean[] {true, false}) {
        for (FlatNode child : group.children()) {
          if (tagged(child) == withTag && begins(child, 0)) {
            occurrences(child, element);
            return;
          }
        }
      }
      throw failure("expected one of the %s".formatted(group.label()));
    }
  }

  /** Returns whether something begins with a tag, so that it can be told from something else. */
  private static boolean tagged(FlatNode node) {
    return switch (node) {
      case FlatNode.Field _ -> false;
      case FlatNode.FlatRecord record ->
          !record.tag().isEmpty()
              || (!record.children().isEmpty() && tagged(record.children().getFirst()));
      case FlatNode.Group group ->
          group.choice()
              ? group.children().stream().allMatch(FlatFileReader::tagged)
              : !group.children().isEmpty() && tagged(group.children().getFirst());
    };
  }

  private boolean starts(FlatNode node, FlatNode.FlatRecord holder, int count) {
    return switch (node) {
      // A delimiter before it was found: an empty field is one, too, except for a further one.
      case FlatNode.Field _ ->
          holder.order() == FlatNode.ChildOrder.POSTFIX
              ? position < text.length() && !followed()
              : count == 0 || position < text.length();
      case FlatNode.FlatRecord _, FlatNode.Group _ ->
          tagged(node) ? hasTag(node) : position < text.length() && !followed();
    };
  }

  private boolean hasTag(FlatNode node) {
    return switch (node) {
      case FlatNode.Field _ -> false;
      case FlatNode.FlatRecord record ->
          record.tag().isEmpty()
              ? hasTag(record.children().getFirst())
              : text.startsWith(
                  record.tag(), position + (record.positional() ? record.tagOffset() : 0));
      case FlatNode.Group group ->
          group.choice()
              ? group.children().stream().anyMatch(this::hasTag)
              : hasTag(group.children().getFirst());
    };
  }

  /** Returns whether something with a tag begins here that may follow what is being read. */
  private boolean followed() {
    return followers.stream().flatMap(List::stream).anyMatch(node -> tagged(node) && hasTag(node));
  }

  private void positional(FlatNode.FlatRecord record, Element element) {
    if (!record.tag().isEmpty() && !text.startsWith(record.tag(), position + record.tagOffset())) {
      throw failure("expected the " + record.label());
    }
    int end = schema.earlyTermination() ? nextDelimiter() : text.length();
    positionalChildren(record.children(), element, end);
  }

  private void positionalChildren(List<FlatNode> children, Element element, int end) {
    for (FlatNode child : children) {
      for (int count = 0; count < child.maximum(); count++) {
        if (count >= child.minimum() && (position >= end || (tagged(child) && !hasTag(child)))) {
          break;
        }
        switch (child) {
          case FlatNode.Field field -> put(field, positionalData(field, end), element);
          case FlatNode.FlatRecord inner -> positional(inner, names.child(element, inner.name()));
          case FlatNode.Group group -> positionalChildren(group.children(), element, end);
        }
      }
    }
  }

  private String positionalData(FlatNode.Field field, int end) {
    int from = Math.min(position + field.offset(), end);
    int to = Math.min(from + field.length(), end);
    if (to - from < field.length() && !schema.earlyTermination()) {
      throw failure(
          "the %s has %d characters; the text ends after %d"
              .formatted(field.label(), field.length(), to - from));
    }
    position = to;
    return withoutPadding(text.substring(from, to), field);
  }

  private String delimitedData(FlatNode.Field field, @Nullable Character escape) {
    StringBuilder data = new StringBuilder();
    Character wrap = field.wrap();
    if (wrap != null && position < text.length() && text.charAt(position) == wrap) {
      wrapped(field, wrap, escape, data);
    } else {
      while (position < text.length() && !atDelimiter()) {
        if (escape != null && text.charAt(position) == escape && position + 1 < text.length()) {
          position++;
        }
        data.append(text.charAt(position++));
      }
    }
    return field.minimumLength() > 0 ? withoutPadding(data.toString(), field) : data.toString();
  }

  /** Inside of wraps, a wrap is data where it stands twice or behind an escape. */
  private void wrapped(
      FlatNode.Field field, char wrap, @Nullable Character escape, StringBuilder data) {
    position++;
    while (position < text.length()) {
      char c = text.charAt(position);
      if (escape != null && c == escape && position + 1 < text.length()) {
        data.append(text.charAt(position + 1));
        position += 2;
      } else if (c != wrap) {
        data.append(c);
        position++;
      } else if (position + 1 < text.length() && text.charAt(position + 1) == wrap) {
        data.append(wrap);
        position += 2;
      } else {
        position++;
        return;
      }
    }
    throw failure("the %s has no second '%s'".formatted(field.label(), wrap));
  }

  private static String withoutPadding(String data, FlatNode.Field field) {
    int from = 0;
    int to = data.length();
    while (field.right() && from < to && data.charAt(from) == field.pad()) {
      from++;
    }
    while (!field.right() && to > from && data.charAt(to - 1) == field.pad()) {
      to--;
    }
    return data.substring(from, to);
  }

  private boolean atDelimiter() {
    return delimiters.stream().anyMatch(delimiter -> text.startsWith(delimiter, position));
  }

  private int nextDelimiter() {
    return delimiters.stream()
        .mapToInt(delimiter -> text.indexOf(delimiter, position))
        .filter(found -> found >= 0)
        .min()
        .orElse(text.length());
  }

  private void put(FlatNode.Field field, String data, Element element) {
    if (data.isEmpty() && (field.attribute() || schema.suppressEmpty())) {
      return;
    }
    String value = schema.letters().of(data);
    if (field.attribute()) {
      names.attribute(element, field.name(), value);
    } else {
      Element child = names.child(element, field.name());
      child.appendChild(child.getOwnerDocument().createTextNode(value));
    }
  }

  private void expect(String wanted, String what) {
    if (!text.startsWith(wanted, position)) {
      throw failure("expected " + what);
    }
    position += wanted.length();
  }

  private TransformException failure(String message) {
    int line = 1;
    int lineStart = 0;
    for (int index = 0; index < position && index < text.length(); index++) {
      if (text.charAt(index) == '\n') {
        line++;
        lineStart = index + 1;
      }
    }
    return new TransformException(
        "InvalidFlatFile",
        "The flat file does not match its schema at line %d, column %d: %s."
            .formatted(line, position - lineStart + 1, message));
  }
}
