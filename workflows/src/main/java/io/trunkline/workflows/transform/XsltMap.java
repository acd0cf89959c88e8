package io.trunkline.workflows.transform;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import javax.xml.transform.Source;
import javax.xml.transform.dom.DOMSource;
import net.sf.saxon.lib.Feature;
import net.sf.saxon.s9api.Processor;
import net.sf.saxon.s9api.QName;
import net.sf.saxon.s9api.SaxonApiException;
import net.sf.saxon.s9api.Serializer;
import net.sf.saxon.s9api.XdmAtomicValue;
import net.sf.saxon.s9api.XdmValue;
import net.sf.saxon.s9api.Xslt30Transformer;
import net.sf.saxon.s9api.XsltCompiler;
import net.sf.saxon.s9api.XsltExecutable;
import net.sf.saxon.trans.XPathException;
import org.w3c.dom.Document;

/**
 * A stylesheet: XSLT 1.0 (by the rules of compatibility), 2.0 and 3.0. It reads nothing but the
 * document it is applied to and writes nothing but its result. Immutable, thread-safe.
 */
public final class XsltMap {
  private static final Processor PROCESSOR = processor();

  private final XsltExecutable stylesheet;

  private XsltMap(XsltExecutable stylesheet) {
    this.stylesheet = stylesheet;
  }

  /**
   * Compiles a stylesheet.
   *
   * @throws TransformException {@code MapCompilationFailed}
   */
  public static XsltMap compile(byte[] source) {
    XsltCompiler compiler = PROCESSOR.newXsltCompiler();
    StringJoiner problems = new StringJoiner("; ");
    compiler.setErrorReporter(
        error -> {
          if (!error.isWarning()) {
            problems.add(
                error.getMessage() + " (line " + error.getLocation().getLineNumber() + ")");
          }
        });
    compiler.setResourceResolver(
        request -> {
          throw new XPathException("a map cannot read '" + request.uri + "'");
        });
    try {
      return new XsltMap(compiler.compile(XmlBytes.source(source)));
    } catch (SaxonApiException e) {
      String detail = problems.length() == 0 ? e.getMessage() : problems.toString();
      throw new TransformException("MapCompilationFailed", "The map is not valid: " + detail);
    }
  }

  /**
   * Applies the stylesheet.
   *
   * @param parameters global parameters by name, all texts
   * @param ownOutput whether {@code xsl:output} decides about encoding and declaration; otherwise
   *     the result is UTF-8
   * @return the bytes of the result
   * @throws TransformException {@code InvalidXsltContent}
   */
  public byte[] apply(Document document, Map<String, String> parameters, boolean ownOutput) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    try {
      Xslt30Transformer transformer = stylesheet.load30();
      Map<QName, XdmValue> values = new HashMap<>();
      parameters.forEach((name, value) -> values.put(new QName(name), new XdmAtomicValue(value)));
      transformer.setStylesheetParameters(values);
      transformer.setMessageHandler(message -> {});
      transformer.setErrorReporter(error -> {});
      transformer.setResultDocumentHandler(
          uri -> {
            throw new IllegalArgumentException("a map has one result");
          });
      Serializer serializer = transformer.newSerializer(result);
      if (!ownOutput) {
        serializer.setOutputProperty(Serializer.Property.ENCODING, "utf-8");
      }
      transformer.applyTemplates((Source) new DOMSource(document), serializer);
    } catch (SaxonApiException | IllegalArgumentException e) {
      throw new TransformException(
          "InvalidXsltContent", "The map cannot be applied: " + e.getMessage());
    }
    return result.toByteArray();
  }

  private static Processor processor() {
    Processor processor = new Processor(false);
    processor.setConfigurationProperty(Feature.ALLOW_EXTERNAL_FUNCTIONS, false);
    processor.setConfigurationProperty(Feature.ALLOWED_PROTOCOLS, "");
    return processor;
  }
}
