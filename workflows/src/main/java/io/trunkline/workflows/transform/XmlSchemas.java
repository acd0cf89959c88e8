package io.trunkline.workflows.transform;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.xml.XMLConstants;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.bootstrap.DOMImplementationRegistry;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSInput;
import org.w3c.dom.ls.LSResourceResolver;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Validates XML by XML Schema 1.0; schemas include and import each other by their names. */
public final class XmlSchemas {
  /** Violations after this many are dropped. */
  private static final int MAX_VIOLATIONS = 20;

  private XmlSchemas() {}

  /**
   * Returns what is wrong with a document; empty if it is valid.
   *
   * @param schema the schema
   * @param others finds the schemas that it includes or imports, by the last part of their address
   * @throws TransformException {@code InvalidXmlSchema} when the schema itself cannot be used
   */
  public static List<String> validate(
      byte[] schema, Document document, Function<String, Optional<byte[]>> others) {
    Schema compiled = compile(schema, others);
    List<String> violations = new ArrayList<>();
    try {
      Validator validator = compiled.newValidator();
      validator.setErrorHandler(new Collecting(violations));
      validator.validate(new DOMSource(document));
    } catch (SAXException | IOException e) {
      violations.add(String.valueOf(e.getMessage()));
    }
    return violations;
  }

  private static Schema compile(byte[] schema, Function<String, Optional<byte[]>> others) {
    try {
      SchemaFactory factory = SchemaFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      factory.setResourceResolver(new ByName(others));
      return factory.newSchema(XmlBytes.source(schema));
    } catch (SAXException e) {
      throw new TransformException(
          "InvalidXmlSchema", "The schema is not valid: " + e.getMessage());
    }
  }

  /** Collects what is wrong instead of stopping at it. */
  private record Collecting(List<String> violations) implements ErrorHandler {
    @Override
    public void warning(SAXParseException problem) {
      // Not a violation.
    }

    @Override
    public void error(SAXParseException problem) {
      if (violations.size() < MAX_VIOLATIONS) {
        violations.add(problem.getMessage());
      }
    }

    @Override
    public void fatalError(SAXParseException problem) {
      error(problem);
    }
  }

  /** Never looks outside: what has no name here does not exist. */
  private record ByName(Function<String, Optional<byte[]>> others) implements LSResourceResolver {
    @Override
    public @Nullable LSInput resolveResource(
        String type,
        @Nullable String namespace,
        @Nullable String publicId,
        @Nullable String systemId,
        @Nullable String base) {
      if (systemId == null) {
        return null;
      }
      byte[] found =
          others
              .apply(systemId.replaceAll("^.*[/\\\\]", ""))
              .orElseThrow(
                  () ->
                      new TransformException(
                          "SchemaNotFound",
                          "The schema '%s' could not be found.".formatted(systemId)));
      try {
        DOMImplementationLS xml =
            (DOMImplementationLS)
                DOMImplementationRegistry.newInstance().getDOMImplementation("LS");
        LSInput input = xml.createLSInput();
        StreamSource source = XmlBytes.source(found);
        input.setByteStream(source.getInputStream());
        input.setCharacterStream(source.getReader());
        input.setSystemId(systemId);
        return input;
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the platform has no XML implementation", e);
      }
    }
  }
}
