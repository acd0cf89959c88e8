package io.trunkline.workflows.transform.flatfile;

import io.trunkline.workflows.transform.TransformException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Writes a flat file of XML. Not thread-safe. */
public final class FlatFileWriter {
  private final FlatFileSchema schema;

  /** Delimiters that data must not look like, of the innermost record first. */
  private final Deque<String> delimiters = new ArrayDeque<>();

  private FlatFileWriter(FlatFileSchema schema) {
    this.schema = schema;
  }

  /**
   * Returns the flat file of a document.
   *
   * @throws TransformException {@code InvalidFlatFileContent} naming the record or field whose
   *     content the schema does not allow
   */
  public static String write(FlatFileSchema schema, Document document) {
    Element root = document.getDocumentElement();
    if (!matches(root, schema.root().name())) {
      throw failure(
          "its root is '%s', not '%s'"
              .formatted(root.getLocalName(), schema.root().name().getLocalPart()));
    }
    return new FlatFileWriter(schema).record(schema.root(), root);
  }

  private String record(FlatNode.FlatRecord record, @Nullable Element element) {
    if (record.positional()) {
      return positional(record, element);
    }
    if (!record.delimiter().isEmpty()) {
      delimiters.push(record.delimiter());
    }
    List<Item> items = new ArrayList<>();
    items(record, record.children(), new Content(element), items);
    if (!record.delimiter().isEmpty()) {
      delimiters.pop();
    }
    if (!record.preserveEmpty()) {
      items.removeIf(Item::empty);
    }
    while (record.suppressTrailing() && !items.isEmpty() && items.getLast().empty()) {
      items.removeLast();
    }
    StringBuilder text = new StringBuilder(record.tag());
    for (int index = 0; index < items.size(); index++) {
      boolean repeats = items.get(index).repeats() && !record.repeatingDelimiter().isEmpty();
      String delimiter = repeats ? record.repeatingDelimiter() : record.delimiter();
      switch (record.order()) {
        case PREFIX -> text.append(delimiter).append(items.get(index).text());
        case INFIX -> text.append(index == 0 ? "" : delimiter).append(items.get(index).text());
        case POSTFIX -> text.append(items.get(index).text()).append(record.delimiter());
      }
    }
    return text.toString();
  }

  /**
   * A child as text.
   *
   * @param empty whether it has no data
   * @param repeats whether it follows one of the same child
   */
  private record Item(String text, boolean empty, boolean repeats) {}

  private void items(
      FlatNode.FlatRecord record, List<FlatNode> children, Content content, List<Item> items) {
    for (FlatNode child : children) {
      switch (child) {
        case FlatNode.Field field -> fields(record, field, content, items);
        case FlatNode.FlatRecord inner -> records(inner, content, items);
        case FlatNode.Group group -> group(record, group, content, items);
      }
    }
  }

  private void fields(
      FlatNode.FlatRecord record, FlatNode.Field field, Content content, List<Item> items) {
    List<String> values = content.values(field);
    requireEnough(field, values.size());
    if (values.isEmpty()) {
      // Its place is kept, so that what follows is not taken for it.
      items.add(new Item("", true, false));
    }
    for (int index = 0; index < values.size(); index++) {
      String data = schema.letters().of(values.get(index));
      items.add(new Item(delimited(field, data, record.escape()), data.isEmpty(), index > 0));
    }
  }

  private void records(FlatNode.FlatRecord record, Content content, List<Item> items) {
    List<Element> elements = content.elements(record.name());
    requireEnough(record, elements.size());
    for (int index = 0; index < elements.size(); index++) {
      String text = record(record, elements.get(index));
      items.add(new Item(text, text.isEmpty(), index > 0));
    }
    for (int index = elements.size(); index < record.minimum(); index++) {
      String text = record(record, null);
      items.add(new Item(text, text.isEmpty(), index > 0));
    }
  }

  /** Occurrences of a group follow each other in the order of the document. */
  private void group(
      FlatNode.FlatRecord record, FlatNode.Group group, Content content, List<Item> items) {
    int count = 0;
    while (count < group.maximum() && content.next(group)) {
      if (group.choice()) {
        for (FlatNode child : group.children()) {
          if (content.next(child)) {
            items(record, List.of(child), content.only(child), items);
            break;
          }
        }
      } else {
        Content once = content.once(group);
        items(record, group.children(), once, items);
      }
      count++;
    }
    if (count < group.minimum() && !schema.generateEmpty()) {
      throw failure("the %s is missing".formatted(group.label()));
    }
  }

  private void requireEnough(FlatNode node, int count) {
    if (count > node.maximum()) {
      throw failure("the %s occurs more than %d times".formatted(node.label(), node.maximum()));
    }
    if (count < node.minimum() && !schema.generateEmpty()) {
      throw failure("the %s is missing".formatted(node.label()));
    }
  }

  private String positional(FlatNode.FlatRecord record, @Nullable Element element) {
    StringBuilder text = new StringBuilder();
    positionalChildren(record.children(), new Content(element), text);
    int end = record.tagOffset() + record.tag().length();
    while (!record.tag().isEmpty() && text.length() < end) {
      text.append(' ');
    }
    return record.tag().isEmpty()
        ? text.toString()
        : text.replace(record.tagOffset(), end, record.tag()).toString();
  }

  private void positionalChildren(List<FlatNode> children, Content content, StringBuilder text) {
    for (FlatNode child : children) {
      switch (child) {
        case FlatNode.Field field -> {
          List<String> values = content.values(field);
          requireEnough(field, values.size());
          for (int index = 0; index < Math.max(values.size(), 1); index++) {
            String data = index < values.size() ? schema.letters().of(values.get(index)) : "";
            text.append(" ".repeat(field.offset())).append(fixed(field, data));
          }
        }
        case FlatNode.FlatRecord inner -> {
          List<Element> elements = content.elements(inner.name());
          requireEnough(inner, elements.size());
          elements.forEach(element -> text.append(positional(inner, element)));
          for (int index = elements.size(); index < inner.minimum(); index++) {
            text.append(positional(inner, null));
          }
        }
        case FlatNode.Group group -> positionalChildren(group.children(), content, text);
      }
    }
  }

  private static String fixed(FlatNode.Field field, String data) {
    if (data.length() > field.length()) {
      throw failure(
          "the %s has room for %d characters, not for %d"
              .formatted(field.label(), field.length(), data.length()));
    }
    return padded(field, data, field.length());
  }

  private static String padded(FlatNode.Field field, String data, int length) {
    String padding = String.valueOf(field.pad()).repeat(Math.max(0, length - data.length()));
    return field.right() ? padding + data : data + padding;
  }

  private String delimited(FlatNode.Field field, String data, @Nullable Character escape) {
    String text = padded(field, data, field.minimumLength());
    Character wrap = field.wrap();
    if (wrap != null) {
      String own = String.valueOf(wrap);
      String inside =
          escape == null
              ? text.replace(own, own + own)
              : text.replace(String.valueOf(escape), escape + String.valueOf(escape))
                  .replace(own, escape + own);
      return data.isEmpty() ? text : wrap + inside + wrap;
    }
    if (escape != null) {
      return escaped(text, escape);
    }
    for (String delimiter : delimiters) {
      if (text.contains(delimiter)) {
        throw failure(
            "the data of the %s contains the delimiter '%s', and it has neither a wrap nor an escape character"
                .formatted(field.label(), delimiter));
      }
    }
    return text;
  }

  private String escaped(String data, char escape) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < data.length(); index++) {
      int at = index;
      boolean special =
          data.charAt(index) == escape
              || delimiters.stream().anyMatch(delimiter -> data.startsWith(delimiter, at));
      text.append(special ? String.valueOf(escape) : "").append(data.charAt(index));
    }
    return text.toString();
  }

  private static boolean matches(Node node, QName name) {
    String namespace = node.getNamespaceURI() == null ? "" : node.getNamespaceURI();
    return name.getLocalPart().equals(node.getLocalName())
        && name.getNamespaceURI().equals(namespace);
  }

  private static TransformException failure(String message) {
    return new TransformException(
        "InvalidFlatFileContent",
        "The XML does not match the flat file schema: %s.".formatted(message));
  }

  /** The children of an element, taken one by one. */
  private static final class Content {
    private final @Nullable Element element;
    private final List<Element> left = new ArrayList<>();

    Content(@Nullable Element element) {
      this.element = element;
      if (element != null) {
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
          if (child instanceof Element one) {
            left.add(one);
          }
        }
      }
    }

    List<Element> elements(QName name) {
      List<Element> found = left.stream().filter(one -> matches(one, name)).toList();
      left.removeAll(found);
      return found;
    }

    List<String> values(FlatNode.Field field) {
      if (!field.attribute()) {
        return elements(field.name()).stream().map(Element::getTextContent).toList();
      }
      String namespace = field.name().getNamespaceURI();
      Element holder = element;
      if (holder == null
          || !holder.hasAttributeNS(
              namespace.isEmpty() ? null : namespace, field.name().getLocalPart())) {
        return List.of();
      }
      return List.of(
          holder.getAttributeNS(
              namespace.isEmpty() ? null : namespace, field.name().getLocalPart()));
    }

    /** Returns whether the next element belongs to {@code node}. */
    boolean next(FlatNode node) {
      return !left.isEmpty()
          && names(node).stream().anyMatch(name -> matches(left.getFirst(), name));
    }

    /** Takes the next elements as long as they belong to {@code node}. */
    Content only(FlatNode node) {
      Content taken = new Content(null);
      for (int count = 0; count < node.maximum() && next(node); count++) {
        taken.left.add(left.removeFirst());
      }
      return taken;
    }

    /** Takes the next elements up to the first that begins another occurrence of the group. */
    Content once(FlatNode.Group group) {
      Content taken = new Content(null);
      Set<FlatNode> seen = new HashSet<>();
      FlatNode last = null;
      while (next(group)) {
        FlatNode child = group.children().stream().filter(this::next).findFirst().orElseThrow();
        if (!child.equals(last) && !seen.add(child)) {
          break;
        }
        if (child.equals(last) && child.maximum() == 1) {
          break;
        }
        last = child;
        taken.left.add(left.removeFirst());
      }
      return taken;
    }

    private static List<QName> names(FlatNode node) {
      return switch (node) {
        case FlatNode.Field field -> List.of(field.name());
        case FlatNode.FlatRecord record -> List.of(record.name());
        case FlatNode.Group group ->
            group.children().stream().flatMap(child -> names(child).stream()).toList();
      };
    }
  }
}
