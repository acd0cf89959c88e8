package io.trunkline.workflows.expression;

/** Writes places in JSON documents: {@code $.actions['Send mail'].inputs.to[0]}. */
public final class JsonPath {
  /** The document itself. */
  public static final String ROOT = "$";

  private JsonPath() {}

  /** Returns the place of a property. */
  public static String property(String path, String name) {
    boolean plain =
        !name.isEmpty()
            && name.chars()
                .allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '$');
    return plain ? path + "." + name : path + "['" + name.replace("'", "\\'") + "']";
  }

  /** Returns the place of a property of a property. */
  public static String property(String path, String name, String next) {
    return property(property(path, name), next);
  }

  /** Returns the place of an element. */
  public static String element(String path, int index) {
    return path + "[" + index + "]";
  }
}
