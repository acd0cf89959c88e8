package io.trunkline.gateway.policy;

import io.trunkline.gateway.exchange.ContextMembers;
import io.trunkline.gateway.exchange.PolicyError;
import io.trunkline.gateway.expression.ExpressionCompiler;
import io.trunkline.gateway.expression.TypeCatalog;
import io.trunkline.gateway.expression.members.StandardTypes;
import io.trunkline.gateway.policy.PolicyDocument.Entry;
import io.trunkline.kernel.IdSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compiles policy documents. Thread-safe. */
public final class PolicyCompiler {
  private static final Pattern NAMED_VALUE = Pattern.compile("\\{\\{([A-Za-z0-9._-]+)}}");

  /**
   * What documents refer to by name.
   *
   * @param namedValues values by display name
   * @param fragments policy fragments by id
   */
  public record Definitions(Map<String, String> namedValues, Map<String, Source> fragments) {
    public Definitions {
      namedValues = Map.copyOf(namedValues);
      fragments = Map.copyOf(fragments);
    }

    public static Definitions none() {
      return new Definitions(Map.of(), Map.of());
    }
  }

  /**
   * The text of a document.
   *
   * @param raw whether its format is {@code rawxml}
   */
  public record Source(String text, boolean raw) {}

  private final PolicyServices services;
  private final ExpressionCompiler expressions;
  private final Map<String, PolicyFactory> factories = PolicyKinds.all();

  public PolicyCompiler(PolicyServices services, IdSource ids) {
    this.services = services;
    TypeCatalog types = StandardTypes.catalog(services.clock(), ids);
    ContextMembers.addTo(types, services.clock());
    this.expressions =
        new ExpressionCompiler(
            types, ContextMembers.CONTEXT, services.config().maxExpressionSteps());
  }

  PolicyServices services() {
    return services;
  }

  ExpressionCompiler expressions() {
    return expressions;
  }

  /**
   * Compiles a document.
   *
   * @throws PolicyException naming what is refused, with line and column
   */
  public PolicyDocument compile(Source source, PolicyScope scope, Definitions definitions) {
    PolicyElement root = read(source, services.config().maxPolicyBytes(), definitions);
    if (!root.name().equals("policies")) {
      throw root.refuse("The root element must be 'policies'.");
    }
    root.allowAttributes().allowChildren("inbound", "backend", "outbound", "on-error");
    Map<Section, List<Entry>> sections = new EnumMap<>(Section.class);
    for (Section section : Section.values()) {
      root.child(section.element())
          .ifPresent(
              element ->
                  sections.put(
                      section,
                      entries(element, new CompileContext(this, scope, section, "", definitions))));
    }
    return new PolicyDocument(scope, sections);
  }

  /** Returns the document of a service that has none: the backend is called. */
  public PolicyDocument defaultDocument() {
    return compile(
        new Source("<policies><backend><forward-request/></backend></policies>", false),
        PolicyScope.GLOBAL,
        Definitions.none());
  }

  /** Returns a document that answers 500, for one that no longer compiles. */
  public PolicyDocument broken(PolicyScope scope, PolicyException reason) {
    return PolicyDocument.failing(
        scope,
        exchange -> {
          throw new PolicyError(
              500,
              "PolicyConfigurationError",
              reason.getMessage(),
              "Internal server error",
              Map.of());
        });
  }

  /**
   * Checks a fragment by itself.
   *
   * @throws PolicyException when it is refused
   */
  public void checkFragment(Source source, Definitions definitions) {
    PolicyElement root = fragment(source, definitions);
    CompileContext context =
        new CompileContext(this, PolicyScope.API, Section.INBOUND, "", definitions);
    for (PolicyElement child : root.children()) {
      if (child.name().equals("base") || child.name().equals("include-fragment")) {
        throw child.refuse("A fragment cannot contain '" + child.name() + "'.");
      }
      factory(child).compiler().compile(child, context);
    }
  }

  private PolicyElement fragment(Source source, Definitions definitions) {
    PolicyElement root = read(source, services.config().maxFragmentBytes(), definitions);
    if (!root.name().equals("fragment")) {
      throw root.refuse("The root element of a fragment must be 'fragment'.");
    }
    return root;
  }

  private PolicyElement read(Source source, int maxBytes, Definitions definitions) {
    if (source.text().getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      throw new PolicyException(
          "policies", 1, 1, "The document is larger than " + maxBytes + " bytes.");
    }
    return substitute(PolicyReader.read(source.text(), source.raw()), definitions);
  }

  private List<Entry> entries(PolicyElement section, CompileContext context) {
    section.allowAttributes();
    List<Entry> entries = new ArrayList<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (PolicyElement child : section.children()) {
      if (child.name().equals("base")) {
        if (context.scope() == PolicyScope.GLOBAL) {
          throw child.refuse("There is no broader scope than the global one.");
        }
        entries.add(new Entry.Base());
        continue;
      }
      int number = counts.merge(child.name(), 1, Integer::sum);
      steps(child, context.below(child.name() + "[" + number + "]"))
          .forEach(step -> entries.add(new Entry.Own(step)));
    }
    return List.copyOf(entries);
  }

  /** Compiles one element: usually one step; an included fragment brings several. */
  List<Step> steps(PolicyElement element, CompileContext context) {
    if (element.name().equals("include-fragment")) {
      return included(element, context);
    }
    PolicyFactory factory = factory(element);
    if (!factory.sections().contains(context.section())) {
      throw element.refuse(
          "The policy '"
              + element.name()
              + "' is not allowed in '"
              + context.section().element()
              + "'.");
    }
    return List.of(
        new Step(
            factory.compiler().compile(element, context),
            element.name(),
            context.scope(),
            context.section(),
            context.path(),
            element.attribute("id").orElse("")));
  }

  private List<Step> included(PolicyElement element, CompileContext context) {
    element.allowAttributes("fragment-id").allowChildren();
    String id = context.requiredLiteral(element, "fragment-id");
    Source source = context.definitions().fragments().get(id);
    if (source == null) {
      throw element.refuse("The policy fragment '" + id + "' does not exist.");
    }
    PolicyElement root = fragment(source, context.definitions());
    for (PolicyElement child : root.children()) {
      if (child.name().equals("include-fragment")) {
        throw element.refuse("The fragment '" + id + "' includes another one.");
      }
    }
    return context.steps(root);
  }

  private PolicyFactory factory(PolicyElement element) {
    PolicyFactory factory = factories.get(element.name());
    if (factory == null) {
      throw element.refuse("The policy '" + element.name() + "' is not supported.");
    }
    return factory;
  }

  private static PolicyElement substitute(PolicyElement element, Definitions definitions) {
    Map<String, String> attributes = new LinkedHashMap<>();
    element
        .attributes()
        .forEach((name, value) -> attributes.put(name, substitute(element, value, definitions)));
    return new PolicyElement(
        element.name(),
        attributes,
        element.children().stream().map(child -> substitute(child, definitions)).toList(),
        substitute(element, element.text(), definitions),
        element.line(),
        element.column());
  }

  private static String substitute(PolicyElement element, String text, Definitions definitions) {
    return NAMED_VALUE
        .matcher(text)
        .replaceAll(
            match -> {
              String value = definitions.namedValues().get(match.group(1));
              if (value == null) {
                throw element.refuse("The named value '" + match.group(1) + "' does not exist.");
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
