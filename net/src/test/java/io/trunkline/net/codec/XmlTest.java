package io.trunkline.net.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTest {
  @Test
  void aDocumentIsReadWithNamespacesAndWrittenAgain() {
    byte[] text = bytes("<a:b xmlns:a=\"urn:x\" c=\"1\">\u00e4</a:b>");
    assertThat(Xml.document(text).getDocumentElement().getNamespaceURI()).isEqualTo("urn:x");
    assertThat(Xml.bytes(Xml.document(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<!DOCTYPE a SYSTEM 'http://localhost:1/x.dtd'><a/>",
        "<a>&b;</a>",
        "<a>",
        ""
      })
  void whatIsBrokenOrBringsDefinitionsIsRefused(String text) {
    assertThatThrownBy(() -> Xml.document(bytes(text))).isInstanceOf(XmlException.class);
    assertThatThrownBy(() -> drain(text)).isInstanceOf(XmlException.class);
  }

  @Test
  void depthAndAttributesAreLimited() {
    String deep = "<a>".repeat(300) + "</a>".repeat(300);
    StringBuilder wide = new StringBuilder("<a");
    for (int i = 0; i < 300; i++) {
      wide.append(" b").append(i).append("='1'");
    }
    wide.append("/>");
    for (String text : new String[] {deep, wide.toString()}) {
      assertThatThrownBy(() -> Xml.document(bytes(text))).isInstanceOf(XmlException.class);
      assertThatThrownBy(() -> drain(text)).isInstanceOf(XmlException.class);
    }
  }

  @Test
  void anErrorSaysWhere() {
    XmlException failure =
        catchThrowableOfType(XmlException.class, () -> Xml.document(bytes("<a>\n  <b></a>")));
    assertThat(failure.line()).isEqualTo(2);
    assertThat(failure.column()).isPositive();
  }

  private static void drain(String text) {
    try {
      XMLStreamReader reader = Xml.reader(new ByteArrayInputStream(bytes(text)));
      while (reader.hasNext()) {
        reader.next();
      }
    } catch (XMLStreamException e) {
      throw Xml.exception(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
