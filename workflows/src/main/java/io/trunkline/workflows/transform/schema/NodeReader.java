package io.trunkline.workflows.transform.schema;

import io.trunkline.workflows.transform.TransformException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import org.apache.ws.commons.schema.XmlSchema;
import org.apache.ws.commons.schema.XmlSchemaAll;
import org.apache.ws.commons.schema.XmlSchemaAttribute;
import org.apache.ws.commons.schema.XmlSchemaAttributeGroup;
import org.apache.ws.commons.schema.XmlSchemaAttributeGroupRef;
import org.apache.ws.commons.schema.XmlSchemaChoice;
import org.apache.ws.commons.schema.XmlSchemaComplexContentExtension;
import org.apache.ws.commons.schema.XmlSchemaComplexContentRestriction;
import org.apache.ws.commons.schema.XmlSchemaComplexType;
import org.apache.ws.commons.schema.XmlSchemaContent;
import org.apache.ws.commons.schema.XmlSchemaElement;
import org.apache.ws.commons.schema.XmlSchemaGroup;
import org.apache.ws.commons.schema.XmlSchemaGroupParticle;
import org.apache.ws.commons.schema.XmlSchemaGroupRef;
import org.apache.ws.commons.schema.XmlSchemaObject;
import org.apache.ws.commons.schema.XmlSchemaParticle;
import org.apache.ws.commons.schema.XmlSchemaSequence;
import org.apache.ws.commons.schema.XmlSchemaSimpleContentExtension;
import org.apache.ws.commons.schema.XmlSchemaSimpleContentRestriction;
import org.apache.ws.commons.schema.XmlSchemaSimpleType;
import org.apache.ws.commons.schema.XmlSchemaSimpleTypeRestriction;
import org.apache.ws.commons.schema.XmlSchemaType;
import org.apache.ws.commons.schema.XmlSchemaUse;
import org.jspecify.annotations.Nullable;

/** Turns declarations of the schema library into {@link Particle}s. */
final class NodeReader {
  private static final int MAX_DERIVATIONS = 50;
  private static final String TEXT = "string";

  private final XmlSchema schema;

  NodeReader(XmlSchema schema) {
    this.schema = schema;
  }

  SchemaNode element(XmlSchemaElement use) {
    XmlSchemaElement declared = use;
    if (use.isRef()) {
      declared = use.getRef().getTarget();
      if (declared == null) {
        throw refused("an element refers to '%s', which is not declared", use.getTargetQName());
      }
    }
    XmlSchemaType type = type(declared.getSchemaType(), declared.getSchemaTypeName());
    Annotations own = Annotations.of(use.getAnnotation());
    return new SchemaNode(
        declared.isTopLevel() ? declared.getQName() : declared.getWireName(),
        false,
        (int) use.getMinOccurs(),
        maximum(use),
        valueType(type, declared.getSchemaTypeName(), 0),
        own.infos().isEmpty() ? Annotations.of(declared.getAnnotation()) : own,
        () -> content(type, 0));
  }

  private SchemaNode attribute(XmlSchemaAttribute use) {
    XmlSchemaAttribute declared = use;
    if (use.isRef()) {
      declared = use.getRef().getTarget();
      if (declared == null) {
        throw refused("an attribute refers to '%s', which is not declared", use.getTargetQName());
      }
    }
    Annotations own = Annotations.of(use.getAnnotation());
    return new SchemaNode(
        declared.isTopLevel() ? declared.getQName() : declared.getWireName(),
        true,
        use.getUse() == XmlSchemaUse.REQUIRED ? 1 : 0,
        1,
        valueType(declared.getSchemaType(), declared.getSchemaTypeName(), 0)
            .or(() -> Optional.of(TEXT)),
        own.infos().isEmpty() ? Annotations.of(declared.getAnnotation()) : own,
        List::of);
  }

  private static int maximum(XmlSchemaParticle particle) {
    return (int) Math.min(particle.getMaxOccurs(), Particle.UNBOUNDED);
  }

  private @Nullable XmlSchemaType type(@Nullable XmlSchemaType type, @Nullable QName name) {
    return type == null && name != null ? schema.getParent().getTypeByQName(name) : type;
  }

  /** Returns the built-in type at the end of a chain of restrictions. */
  private Optional<String> valueType(
      @Nullable XmlSchemaType type, @Nullable QName name, int derivations) {
    requireShort(derivations);
    if (name != null && name.getNamespaceURI().equals(XMLConstants.W3C_XML_SCHEMA_NS_URI)) {
      return name.getLocalPart().equals("anyType")
          ? Optional.empty()
          : Optional.of(name.getLocalPart());
    }
    return switch (type) {
      case XmlSchemaSimpleType simple ->
          simple.getContent() instanceof XmlSchemaSimpleTypeRestriction restriction
              ? valueType(
                  restriction.getBaseType() == null
                      ? type(null, restriction.getBaseTypeName())
                      : restriction.getBaseType(),
                  restriction.getBaseTypeName(),
                  derivations + 1)
              : Optional.of(TEXT);
      case XmlSchemaComplexType complex -> simpleContent(complex, derivations);
      case null, default -> Optional.empty();
    };
  }

  private Optional<String> simpleContent(XmlSchemaComplexType type, int derivations) {
    XmlSchemaContent content =
        type.getContentModel() == null ? null : type.getContentModel().getContent();
    QName base =
        switch (content) {
          case XmlSchemaSimpleContentExtension extension -> extension.getBaseTypeName();
          case XmlSchemaSimpleContentRestriction restriction -> restriction.getBaseTypeName();
          case null, default -> null;
        };
    return base == null ? Optional.empty() : valueType(type(null, base), base, derivations + 1);
  }

  private List<Particle> content(@Nullable XmlSchemaType type, int derivations) {
    requireShort(derivations);
    List<Particle> particles = new ArrayList<>();
    if (!(type instanceof XmlSchemaComplexType complex)) {
      return particles;
    }
    attributes(complex.getAttributes(), particles);
    group(complex.getParticle(), particles);
    switch (complex.getContentModel() == null ? null : complex.getContentModel().getContent()) {
      case XmlSchemaComplexContentExtension extension -> {
        particles.addAll(content(type(null, extension.getBaseTypeName()), derivations + 1));
        attributes(extension.getAttributes(), particles);
        group(extension.getParticle(), particles);
      }
      case XmlSchemaComplexContentRestriction restriction -> {
        attributes(restriction.getAttributes(), particles);
        group(restriction.getParticle(), particles);
      }
      case XmlSchemaSimpleContentExtension extension -> {
        particles.addAll(content(type(null, extension.getBaseTypeName()), derivations + 1));
        attributes(extension.getAttributes(), particles);
      }
      case XmlSchemaSimpleContentRestriction restriction ->
          attributes(restriction.getAttributes(), particles);
      case null, default -> {}
    }
    return particles;
  }

  private void attributes(List<? extends XmlSchemaObject> declared, List<Particle> particles) {
    for (XmlSchemaObject one : declared) {
      switch (one) {
        case XmlSchemaAttribute attribute -> particles.add(attribute(attribute));
        case XmlSchemaAttributeGroupRef reference -> {
          XmlSchemaAttributeGroup group = reference.getRef().getTarget();
          if (group != null) {
            attributes(
                List.copyOf(group.getAttributes()).stream()
                    .map(XmlSchemaObject.class::cast)
                    .toList(),
                particles);
          }
        }
        default -> throw refused("'%s' is not supported", one.getClass().getSimpleName());
      }
    }
  }

  private void group(@Nullable XmlSchemaParticle particle, List<Particle> particles) {
    if (particle != null) {
      particles.add(particle(particle));
    }
  }

  private Particle particle(XmlSchemaObject particle) {
    return switch (particle) {
      case XmlSchemaElement element -> element(element);
      case XmlSchemaSequence sequence ->
          group(SchemaGroup.Order.SEQUENCE, sequence, sequence, sequence.getItems());
      case XmlSchemaChoice choice ->
          group(SchemaGroup.Order.CHOICE, choice, choice, choice.getItems());
      case XmlSchemaAll all -> group(SchemaGroup.Order.ALL, all, all, all.getItems());
      case XmlSchemaGroupRef reference -> {
        XmlSchemaGroupParticle referred = referred(reference);
        yield switch (referred) {
          case XmlSchemaSequence sequence ->
              group(SchemaGroup.Order.SEQUENCE, reference, sequence, sequence.getItems());
          case XmlSchemaChoice choice ->
              group(SchemaGroup.Order.CHOICE, reference, choice, choice.getItems());
          case XmlSchemaAll all -> group(SchemaGroup.Order.ALL, reference, all, all.getItems());
          default -> throw refused("the group '%s' is empty", reference.getRefName());
        };
      }
      default ->
          throw refused(
              "'%s' is not supported",
              particle.getClass().getSimpleName().replace("XmlSchema", "xs:"));
    };
  }

  private XmlSchemaGroupParticle referred(XmlSchemaGroupRef reference) {
    XmlSchemaGroupParticle particle = reference.getParticle();
    if (particle == null) {
      XmlSchemaGroup group = schema.getParent().getGroupByQName(reference.getRefName());
      particle = group == null ? null : group.getParticle();
    }
    if (particle == null) {
      throw refused("the group '%s' is not declared", reference.getRefName());
    }
    return particle;
  }

  private SchemaGroup group(
      SchemaGroup.Order order,
      XmlSchemaParticle use,
      XmlSchemaParticle declared,
      List<? extends Object> items) {
    List<Particle> particles = new ArrayList<>();
    items.forEach(item -> particles.add(particle((XmlSchemaObject) item)));
    return new SchemaGroup(
        order,
        (int) use.getMinOccurs(),
        maximum(use),
        particles,
        Annotations.of(declared.getAnnotation()));
  }

  private static void requireShort(int derivations) {
    if (derivations > MAX_DERIVATIONS) {
      throw refused("a type is derived more than %s times", MAX_DERIVATIONS);
    }
  }

  private static TransformException refused(String message, Object name) {
    return new TransformException(
        "InvalidXmlSchema", "The schema cannot be used: " + message.formatted(name) + ".");
  }
}
