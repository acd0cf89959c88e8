package io.trunkline.workflows.expression;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Walks a template and notes the names its functions are called with. */
record ReferenceCollector(List<Reference> found) {
  private static final Map<String, Reference.Kind> KINDS =
      Map.ofEntries(
          Map.entry("actions", Reference.Kind.ACTION),
          Map.entry("outputs", Reference.Kind.ACTION),
          Map.entry("body", Reference.Kind.ACTION),
          Map.entry("actionOutputs", Reference.Kind.ACTION),
          Map.entry("actionBody", Reference.Kind.ACTION),
          Map.entry("formDataValue", Reference.Kind.ACTION),
          Map.entry("formDataMultiValues", Reference.Kind.ACTION),
          Map.entry("multipartBody", Reference.Kind.ACTION),
          Map.entry("result", Reference.Kind.SCOPE),
          Map.entry("variables", Reference.Kind.VARIABLE),
          Map.entry("parameters", Reference.Kind.PARAMETER),
          Map.entry("appsetting", Reference.Kind.APP_SETTING),
          Map.entry("items", Reference.Kind.LOOP_ITEM),
          Map.entry("iterationIndexes", Reference.Kind.LOOP_ITERATION));

  private static final Set<String> TRIGGER =
      Set.of(
          "trigger",
          "triggerBody",
          "triggerOutputs",
          "triggerFormDataValue",
          "triggerFormDataMultiValues",
          "triggerMultipartBody");

  void collect(TemplateNode node) {
    switch (node) {
      case TemplateNode.Constant _ -> {}
      case TemplateNode.Computed computed -> collect(computed.expression(), computed.path());
      case TemplateNode.Interpolated text -> text.parts().forEach(this::collect);
      case TemplateNode.Properties object ->
          object
              .properties()
              .forEach(
                  property -> {
                    collect(property.name());
                    collect(property.value());
                  });
      case TemplateNode.Elements array -> array.elements().forEach(this::collect);
    }
  }

  private void collect(Expression expression, String path) {
    switch (expression) {
      case Expression.Literal _ -> {}
      case Expression.Embedded embedded -> collect(embedded.value());
      case Expression.Access access -> {
        collect(access.target(), path);
        collect(access.key(), path);
      }
      case Expression.Call call -> {
        Reference.Kind kind = KINDS.get(call.function().name());
        if (TRIGGER.contains(call.function().name())) {
          found.add(new Reference(Reference.Kind.TRIGGER, "", path, call.position()));
        }
        if (kind != null
            && !call.arguments().isEmpty()
            && call.arguments().getFirst() instanceof Expression.Literal name
            && name.value().isTextual()) {
          found.add(new Reference(kind, name.value().textValue(), path, call.position()));
        }
        call.arguments().forEach(argument -> collect(argument, path));
      }
    }
  }
}
