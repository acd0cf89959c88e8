package io.trunkline.workflows.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trunkline.workflows.expression.xml.XmlException;
import io.trunkline.workflows.expression.xml.XmlReader;
import io.trunkline.workflows.expression.xml.XmlWriter;
import io.trunkline.workflows.transform.flatfile.FlatFileReader;
import io.trunkline.workflows.transform.flatfile.FlatFileSchema;
import io.trunkline.workflows.transform.flatfile.FlatFileWriter;
import io.trunkline.workflows.transform.schema.SchemaDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flat files: the examples of BizTalk's documentation, and what else annotations say. */
class FlatFileTest {

  /** A schema of one record {@code R} in the notation of {@code content}. */
  private static FlatFileSchema schema(String schemaInfo, String recordInfo, String content) {
    return read(
        """
        <xs:schema xmlns:b="http://schemas.microsoft.com/BizTalk/2003" xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:annotation><xs:appinfo><b:schemaInfo standard="Flat File" %s/></xs:appinfo></xs:annotation>
          %s
        </xs:schema>
        """
            .formatted(schemaInfo, record("R", "", recordInfo, content)));
  }

  private static FlatFileSchema read(String schema) {
    return FlatFileSchema.of(
        SchemaDocument.read(schema.getBytes(StandardCharsets.UTF_8), name -> Optional.empty()), "");
  }

  private static String record(String name, String occurs, String info, String content) {
    return """
    <xs:element name="%s" %s><xs:annotation><xs:appinfo><b:recordInfo %s/></xs:appinfo></xs:annotation>
      <xs:complexType><xs:sequence>%s</xs:sequence></xs:complexType></xs:element>
    """
        .formatted(name, occurs, info, content);
  }

  private static String field(String name, String info) {
    return """
    <xs:element name="%s" type="xs:string"><xs:annotation><xs:appinfo><b:fieldInfo %s/></xs:appinfo></xs:annotation></xs:element>
    """
        .formatted(name, info);
  }

  private static String fields(String... names) {
    StringBuilder fields = new StringBuilder();
    for (String name : names) {
      fields.append(field(name, "justification=\"left\""));
    }
    return fields.toString();
  }

  private static String decoded(FlatFileSchema schema, String text) {
    return XmlWriter.write(FlatFileReader.read(schema, text).getDocumentElement());
  }

  private static String encoded(FlatFileSchema schema, String xml) {
    try {
      return FlatFileWriter.write(schema, XmlReader.read(xml));
    } catch (XmlException e) {
      throw new AssertionError(e);
    }
  }

  private static void bothWays(FlatFileSchema schema, String text, String xml) {
    assertThat(decoded(schema, text)).isEqualTo(xml);
    assertThat(encoded(schema, xml)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prefix | R,a,b",
        "infix | Ra,b",
        "postfix | Ra,b,",
      })
  void delimitersStandBeforeBetweenOrBehind(String order, String text) {
    bothWays(
        schema(
            "",
            "structure='delimited' tag_name='R' child_delimiter_type='char' child_delimiter=','"
                + " child_order='%s'".formatted(order),
            fields("A", "B")),
        text,
        "<R><A>a</A><B>b</B></R>");
  }

  @Test
  void withoutAnOrderItIsPrefixBehindATagAndInfixElsewhere() {
    String info = "structure='delimited' child_delimiter_type='hex' child_delimiter='0x2C'";
    bothWays(schema("", info, fields("A", "B")), "a,b", "<R><A>a</A><B>b</B></R>");
    bothWays(
        schema("", info + " tag_name='T'", fields("A", "B")), "T,a,b", "<R><A>a</A><B>b</B></R>");
  }

  @Test
  void wrapsAndEscapesMakeDelimitersData() {
    FlatFileSchema wrapped =
        schema(
            "default_wrap_char='#' wrap_char_type='char'",
            "structure='delimited' tag_name='RECORD1' child_delimiter_type='char'"
                + " child_delimiter=',' child_order='infix'",
            field("A", "wrap_char_type='default'")
                + field("B", "wrap_char_type='char' wrap_char='\"'".replace("\"", "&quot;")));
    bothWays(wrapped, "RECORD1#f1,#,\"f\"\"2\"", "<R><A>f1,</A><B>f\"2</B></R>");
    FlatFileSchema escaped =
        schema(
            "",
            "structure='delimited' tag_name='RECORD1' child_delimiter_type='char'"
                + " child_delimiter=',' child_order='prefix' escape_char_type='char'"
                + " escape_char='\\'",
            fields("A", "B"));
    bothWays(escaped, "RECORD1,test\\,1,a\\\\b", "<R><A>test,1</A><B>a\\b</B></R>");
  }

  @Test
  void positionalRecordsHavePlacesPaddingAndTags() {
    FlatFileSchema shipTo =
        schema(
            "",
            "structure='positional' tag_name='US' tag_offset='0'",
            """
            %s%s%s\
            """
                .formatted(
                    field("country", "pos_offset='0' pos_length='4'"),
                    field(
                        "number",
                        "pos_offset='1' pos_length='5' justification='right' pad_char_type='char'"
                            + " pad_char='0'"),
                    field("city", "pos_length='6'")));
    bothWays(
        shipTo,
        "US   00042Paris ",
        "<R><country>US</country><number>42</number><city>Paris</city></R>");
    assertThatThrownBy(() -> decoded(shipTo, "US   00042Par"))
        .hasMessageContaining("line 1, column 11")
        .hasMessageContaining("'city' has 6 characters");
    assertThatThrownBy(
            () ->
                encoded(
                    shipTo, "<R><country>US</country><number>1</number><city>Toulouse</city></R>"))
        .hasMessageContaining("'city' has room for 6 characters, not for 8");
  }

  private static final String LINE =
      "structure='delimited' child_delimiter_type='char' child_delimiter=',' child_order='infix'";
  private static final String LINES =
      "structure='delimited' child_delimiter_type='hex' child_delimiter='0xD 0xA' child_order='%s'";

  /** A header with a tag, lines without, a trailer: as BizTalk's wizard makes them. */
  private static FlatFileSchema batch(String order) {
    return schema(
        "",
        LINES.formatted(order),
        record("Head", "", "tag_name='Batch:' " + LINES.formatted("infix"), fields("Id"))
            + record("Line", "minOccurs='0' maxOccurs='unbounded'", LINE, fields("No", "Name"))
            + record("Tail", "minOccurs='0'", "tag_name='count:' " + LINE, fields("Count")));
  }

  @Test
  void recordsRepeatUntilSomethingWithATagFollows() {
    bothWays(
        batch("infix"),
        "Batch:7\r\n1,Ann\r\n2,\r\ncount:2",
        "<R><Head><Id>7</Id></Head><Line><No>1</No><Name>Ann</Name></Line>"
            + "<Line><No>2</No><Name></Name></Line><Tail><Count>2</Count></Tail></R>");
    bothWays(batch("postfix"), "Batch:7\r\n", "<R><Head><Id>7</Id></Head></R>");
    bothWays(
        batch("postfix"),
        "Batch:7\r\n1,A\r\n",
        "<R><Head><Id>7</Id></Head><Line><No>1</No><Name>A</Name></Line></R>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Batch:7\\r\\n1;Ann | line 2, column 6 | expected the field 'Name'",
        "Bitch:7 | line 1, column 1 | Batch:",
        "Batch:7\\r\\ncount:2\\r\\n1,A | line 2, column 8 | unexpected text",
        "Batch:7\\r\\n1,Ann,3 | line 2, column 6 | unexpected text",
      })
  void sayWhereAFileIsWrong(String text, String place, String message) {
    String file = text.replace("\\r", "\r").replace("\\n", "\n");
    assertThatThrownBy(() -> decoded(batch("infix"), file))
        .isInstanceOf(TransformException.class)
        .hasMessageContaining(place)
        .hasMessageContaining(message);
  }

  @Test
  void choicesOfTaggedRecordsRepeatInAnyOrder() {
    FlatFileSchema schema =
        read(
            """
            <xs:schema xmlns="u" targetNamespace="u" xmlns:b="http://schemas.microsoft.com/BizTalk/2003" xmlns:xs="http://www.w3.org/2001/XMLSchema">
              <xs:annotation><xs:appinfo><b:schemaInfo standard="Flat File" root_reference="F" codepage="1252"/></xs:appinfo></xs:annotation>
              <xs:element name="F"><xs:annotation><xs:appinfo><b:recordInfo structure="delimited" child_delimiter_type="hex" child_delimiter="0xA" child_order="infix"/></xs:appinfo></xs:annotation>
                <xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded">
                  %s%s
                </xs:choice><xs:attribute name="v" type="xs:int"><xs:annotation><xs:appinfo><b:fieldInfo sequence_number="1"/></xs:appinfo></xs:annotation></xs:attribute></xs:complexType></xs:element>
            </xs:schema>
            """
                .formatted(
                    record("A", "", "tag_name='A' sequence_number='2' " + LINE, fields("X")),
                    record("B", "", "tag_name='B' sequence_number='3' " + LINE, fields("X", "Y"))));
    assertThat(schema.charset().name()).isEqualTo("windows-1252");
    bothWays(
        schema,
        "9\nB1,2\nA3\nB4,5",
        "<ns0:F v=\"9\""
            + " xmlns:ns0=\"u\"><B><X>1</X><Y>2</Y></B><A><X>3</X></A><B><X>4</X><Y>5</Y></B></ns0:F>");
  }

  @Test
  void emptyDataKeepsOrLosesItsDelimiters() {
    String xml = "<R><A></A><B>b</B><C></C></R>";
    assertThat(encoded(schema("", LINE, fields("A", "B", "C")), xml)).isEqualTo(",b,");
    assertThat(
            encoded(
                schema("", LINE + " suppress_trailing_delimiters='true'", fields("A", "B", "C")),
                xml))
        .isEqualTo(",b");
    assertThat(
            encoded(
                schema(
                    "", LINE + " preserve_delimiter_for_empty_data='false'", fields("A", "B", "C")),
                xml))
        .isEqualTo("b");
    assertThat(decoded(schema("suppress_empty_nodes='true'", LINE, fields("A", "B", "C")), ",b,"))
        .isEqualTo("<R><B>b</B></R>");
  }

  @Test
  void missingElementsAreEmptyOrRefused() {
    FlatFileSchema schema = schema("", LINE, fields("A", "B"));
    assertThat(encoded(schema, "<R><B>b</B></R>")).isEqualTo(",b");
    assertThatThrownBy(() -> encoded(schema.generatingEmpty(false), "<R><B>b</B></R>"))
        .hasMessageContaining("field 'A' is missing");
    assertThatThrownBy(() -> encoded(schema, "<R><A>a,b</A><B/></R>"))
        .hasMessageContaining("'A' contains the delimiter ','");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "count_positions_by_byte='true' ! count_positions_by_byte",
        "default_child_order='sideways' ! sideways",
        "shape='round' ! shape",
        "codepage='99999' ! 99999"
      })
  void refuseWhatIsNotSupportedByName(String row) {
    String[] parts = row.split(" ! ", -1);
    assertThatThrownBy(() -> schema(parts[0], LINE, fields("A")))
        .isInstanceOf(TransformException.class)
        .hasMessageContaining(parts[1]);
  }

  @Test
  void refuseSchemasThatAreNone() {
    assertThatThrownBy(() -> read("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>"))
        .hasMessageContaining("schemaInfo");
    assertThatThrownBy(() -> read("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"))
        .hasMessageContaining("document type");
    assertThatThrownBy(() -> read("<a>")).hasMessageContaining("not valid");
  }

  @Property(tries = 300)
  void whatIsWrittenIsReadAgain(
      @ForAll @Size(max = 5)
          List<@StringLength(max = 5) @Chars({'a', ',', '\\', '\r', '\n', 'c', ':', 'é'}) String>
              names) {
    FlatFileSchema schema =
        schema(
            "",
            LINES.formatted("infix"),
            record("Head", "", "tag_name='H' " + LINE, fields("Id"))
                + record(
                    "Line",
                    "minOccurs='0' maxOccurs='unbounded'",
                    "tag_name='L' escape_char_type='char' escape_char='\\' " + LINE,
                    fields("No", "Name")));
    StringBuilder xml = new StringBuilder("<R><Head><Id>7</Id></Head>");
    names.forEach(
        name ->
            xml.append("<Line><No></No><Name>")
                .append(name.replace("\r", "&#13;"))
                .append("</Name></Line>"));
    // White space alone is no data for whoever reads XML as .NET does.
    if (names.stream().noneMatch(name -> !name.isEmpty() && name.isBlank())) {
      String text = encoded(schema, xml.append("</R>").toString());
      assertThat(decoded(schema, text)).isEqualTo(xml.toString().replace("&#13;", "\r"));
    }
  }
}
