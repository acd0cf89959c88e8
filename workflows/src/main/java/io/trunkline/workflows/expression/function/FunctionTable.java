package io.trunkline.workflows.expression.function;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every function there is, by name without regard to case (reference/workflows.md §2). */
public final class FunctionTable {
  private static final Map<String, TemplateFunction> FUNCTIONS = table();

  private FunctionTable() {}

  public static Optional<TemplateFunction> find(String name) {
    return Optional.ofNullable(FUNCTIONS.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Returns all functions in the order of their names. */
  public static Collection<TemplateFunction> all() {
    return FUNCTIONS.values();
  }

  private static Map<String, TemplateFunction> table() {
    Map<String, TemplateFunction> table = new TreeMap<>();
    for (List<TemplateFunction> family :
        List.of(
            StringFunctions.all(),
            SearchFunctions.all(),
            NumberTextFunctions.all(),
            CollectionFunctions.all(),
            SetFunctions.all(),
            LogicFunctions.all(),
            ContentFunctions.all(),
            FormFunctions.all(),
            MathFunctions.all(),
            TimeFunctions.all(),
            TimeTextFunctions.all(),
            ReferenceFunctions.all(),
            UriFunctions.all(),
            ObjectFunctions.all(),
            XmlFunctions.all())) {
      for (TemplateFunction function : family) {
        if (table.put(function.name().toLowerCase(Locale.ROOT), function) != null) {
          throw new IllegalStateException("two functions are named " + function.name());
        }
      }
    }
    return Collections.unmodifiableMap(table);
  }
}
