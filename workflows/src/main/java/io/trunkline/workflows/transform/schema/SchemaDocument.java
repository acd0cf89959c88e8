package io.trunkline.workflows.transform.schema;

import io.trunkline.workflows.expression.xml.XmlException;
import io.trunkline.workflows.expression.xml.XmlReader;
import io.trunkline.workflows.transform.TransformException;
import io.trunkline.workflows.transform.XmlBytes;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.xml.namespace.QName;
import org.apache.ws.commons.schema.XmlSchema;
import org.apache.ws.commons.schema.XmlSchemaCollection;
import org.apache.ws.commons.schema.XmlSchemaElement;
import org.apache.ws.commons.schema.XmlSchemaException;
import org.xml.sax.InputSource;

/**
 * An XML Schema 1.0 document with those that it includes and imports. Not thread-safe.
 *
 * <p>Wildcards, substitution groups and {@code xs:redefine} are refused by name where a walk meets
 * them.
 */
public final class SchemaDocument {
  private final XmlSchema schema;
  private final NodeReader nodes;

  private SchemaDocument(XmlSchema schema) {
    this.schema = schema;
    this.nodes = new NodeReader(schema);
  }

  /**
   * Reads a schema.
   *
   * @param others finds the schemas that it includes or imports, by the last part of their address
   * @throws TransformException {@code InvalidXmlSchema} when it is not valid, {@code
   *     SchemaNotFound} when another is missing
   */
  public static SchemaDocument read(byte[] content, Function<String, Optional<byte[]>> others) {
    XmlSchemaCollection collection = new XmlSchemaCollection();
    collection.setSchemaResolver(
        (namespace, location, base) -> {
          String name = location == null ? "" : location.replaceAll("^.*[/\\\\]", "");
          byte[] found =
              others
                  .apply(name)
                  .orElseThrow(
                      () ->
                          new TransformException(
                              "SchemaNotFound",
                              "The schema '%s' could not be found.".formatted(location)));
          InputSource source = new InputSource(new StringReader(checked(found)));
          source.setSystemId(name);
          return source;
        });
    try {
      return new SchemaDocument(collection.read(new StringReader(checked(content))));
    } catch (XmlSchemaException e) {
      throw invalid(e.getMessage());
    } catch (RuntimeException e) {
      if (e instanceof TransformException refusal) {
        throw refusal;
      }
      throw invalid(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  /** A schema with a DTD could make the library that reads it look outside. */
  private static String checked(byte[] content) {
    String text = XmlBytes.text(content);
    try {
      if (XmlReader.read(text).getDoctype() != null) {
        throw invalid("it has a document type");
      }
      return text;
    } catch (XmlException e) {
      throw invalid(e.getMessage());
    }
  }

  private static TransformException invalid(String why) {
    return new TransformException("InvalidXmlSchema", "The schema is not valid: " + why);
  }

  /** Returns what BizTalk's editor noted of the schema as a whole. */
  public Annotations annotations() {
    return Annotations.of(schema.getAnnotation());
  }

  /** Returns the top-level elements in the order of the schema. */
  public List<SchemaNode> roots() {
    return schema.getItems().stream()
        .filter(XmlSchemaElement.class::isInstance)
        .map(element -> nodes.element((XmlSchemaElement) element))
        .toList();
  }

  /** Finds a top-level element, of this schema or of one that it includes or imports. */
  public Optional<SchemaNode> root(QName name) {
    return Optional.ofNullable(schema.getParent().getElementByQName(name)).map(nodes::element);
  }

  /** Finds a top-level element of this schema by its local name. */
  public Optional<SchemaNode> root(String localName) {
    return roots().stream()
        .filter(root -> root.name().getLocalPart().equals(localName))
        .findFirst();
  }
}
