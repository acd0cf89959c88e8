package io.trunkline.blobs.wire;

import io.trunkline.blobs.service.BlobService.Page;
import io.trunkline.blobs.state.Blob;
import io.trunkline.blobs.state.BlobsCommand.ListedBlock;
import io.trunkline.blobs.state.BlobsCommand.ListedBlock.From;
import io.trunkline.net.codec.Xml;
import io.trunkline.net.codec.XmlException;
import io.trunkline.net.http.HttpReply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/** The XML documents of the Blob service. */
final class BlobXml {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private BlobXml() {}

  @FunctionalInterface
  private interface Body {
    void write(XMLStreamWriter xml) throws XMLStreamException;
  }

  static String date(long millis) {
    return HTTP_DATE.format(Instant.ofEpochMilli(millis));
  }

  static HttpReply error(int status, String code, String message) {
    return document(
            status,
            xml -> {
              xml.writeStartElement("Error");
              element(xml, "Code", code);
              element(xml, "Message", message);
              xml.writeEndElement();
            })
        .withHeader("x-ms-error-code", code);
  }

  static HttpReply containers(String endpoint, String prefix, List<ContainerEntry> containers) {
    return document(
        200,
        xml -> {
          xml.writeStartElement("EnumerationResults");
          xml.writeAttribute("ServiceEndpoint", endpoint);
          element(xml, "Prefix", prefix);
          xml.writeStartElement("Containers");
          for (ContainerEntry container : containers) {
            xml.writeStartElement("Container");
            element(xml, "Name", container.name());
            xml.writeStartElement("Properties");
            element(xml, "Last-Modified", date(container.changedAt()));
            element(xml, "Etag", container.etag());
            element(xml, "LeaseStatus", "unlocked");
            element(xml, "LeaseState", "available");
            xml.writeEndElement();
            xml.writeEndElement();
          }
          xml.writeEndElement();
          element(xml, "NextMarker", "");
          xml.writeEndElement();
        });
  }

  /** A container in a list. */
  record ContainerEntry(String name, long changedAt, String etag) {}

  static HttpReply blobs(
      String endpoint,
      String container,
      Map<String, String> echo,
      Page page,
      boolean withMetadata) {
    return document(
        200,
        xml -> {
          xml.writeStartElement("EnumerationResults");
          xml.writeAttribute("ServiceEndpoint", endpoint);
          xml.writeAttribute("ContainerName", container);
          for (Map.Entry<String, String> entry : echo.entrySet()) {
            element(xml, entry.getKey(), entry.getValue());
          }
          xml.writeStartElement("Blobs");
          for (Blob blob : page.blobs()) {
            blob(xml, blob, withMetadata);
          }
          for (String prefix : page.prefixes()) {
            xml.writeStartElement("BlobPrefix");
            element(xml, "Name", prefix);
            xml.writeEndElement();
          }
          xml.writeEndElement();
          element(xml, "NextMarker", page.next().orElse(""));
          xml.writeEndElement();
        });
  }

  private static void blob(XMLStreamWriter xml, Blob blob, boolean withMetadata)
      throws XMLStreamException {
    xml.writeStartElement("Blob");
    element(xml, "Name", blob.name());
    xml.writeStartElement("Properties");
    element(xml, "Creation-Time", date(blob.createdAt()));
    element(xml, "Last-Modified", date(blob.changedAt()));
    element(xml, "Etag", blob.etag().replace("\"", ""));
    element(xml, "Content-Length", Long.toString(blob.length()));
    element(xml, "Content-Type", blob.contentType());
    for (String name :
        List.of("Content-Encoding", "Content-Language", "Content-MD5", "Cache-Control")) {
      String value = blob.header(name.toLowerCase(Locale.ROOT));
      element(xml, name, value == null ? "" : value);
    }
    element(xml, "BlobType", "BlockBlob");
    element(xml, "AccessTier", "Hot");
    element(xml, "AccessTierInferred", "true");
    element(xml, "LeaseStatus", "unlocked");
    element(xml, "LeaseState", "available");
    element(xml, "ServerEncrypted", "false");
    xml.writeEndElement();
    if (withMetadata) {
      xml.writeStartElement("Metadata");
      for (Map.Entry<String, String> entry : blob.metadata().entrySet()) {
        element(xml, entry.getKey(), entry.getValue());
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  static HttpReply blocks(List<ListedSize> committed, List<ListedSize> uncommitted) {
    return document(
        200,
        xml -> {
          xml.writeStartElement("BlockList");
          blocks(xml, "CommittedBlocks", committed);
          blocks(xml, "UncommittedBlocks", uncommitted);
          xml.writeEndElement();
        });
  }

  /** A block in a block list. */
  record ListedSize(String id, long size) {}

  private static void blocks(XMLStreamWriter xml, String name, List<ListedSize> blocks)
      throws XMLStreamException {
    xml.writeStartElement(name);
    for (ListedSize block : blocks) {
      xml.writeStartElement("Block");
      element(xml, "Name", block.id());
      element(xml, "Size", Long.toString(block.size()));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** Reads the body of Put Block List. */
  static List<ListedBlock> readBlockList(byte[] body) {
    List<ListedBlock> blocks = new ArrayList<>();
    try {
      XMLStreamReader xml = Xml.reader(new ByteArrayInputStream(body));
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT) {
          switch (xml.getLocalName()) {
            case "BlockList" -> {}
            case "Committed" -> blocks.add(new ListedBlock(xml.getElementText(), From.COMMITTED));
            case "Uncommitted" ->
                blocks.add(new ListedBlock(xml.getElementText(), From.UNCOMMITTED));
            case "Latest" -> blocks.add(new ListedBlock(xml.getElementText(), From.LATEST));
            default ->
                throw new BlobException(
                    400, "InvalidXmlNodeValue", "Element " + xml.getLocalName() + " is unknown.");
          }
        }
      }
    } catch (XMLStreamException e) {
      throw invalidDocument(Xml.exception(e));
    } catch (XmlException e) {
      throw invalidDocument(e);
    }
    return blocks;
  }

  private static BlobException invalidDocument(XmlException e) {
    return new BlobException(
        400, "InvalidXmlDocument", "The block list is not valid XML: " + e.getMessage());
  }

  private static void element(XMLStreamWriter xml, String name, String text)
      throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private static HttpReply document(int status, Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter xml = Xml.writer(bytes);
      xml.writeStartDocument("utf-8", "1.0");
      body.write(xml);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("memory takes everything", e);
    }
    return HttpReply.status(status).withBody("application/xml", bytes.toByteArray());
  }
}
