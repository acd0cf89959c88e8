package io.trunkline.gateway.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * The C# signature of a member, for example {@code "T As<T>(bool preserveContent = false)"}.
 *
 * @param result what it returns
 * @param name its name
 * @param variables its own type variables
 * @param parameters its parameters; none for a property
 */
record Signature(CsType result, String name, List<String> variables, List<Parameter> parameters) {
  /**
   * A parameter.
   *
   * @param optional whether it may be left out
   * @param rest whether it takes all remaining arguments ({@code params})
   * @param out whether it is an {@code out} parameter
   */
  record Parameter(String name, CsType type, boolean optional, boolean rest, boolean out) {}

  static Signature parse(String text) {
    return new Reader(text).signature();
  }

  static CsType type(String text) {
    return new Reader(text).type();
  }

  boolean takesRest() {
    return !parameters.isEmpty() && parameters.getLast().rest();
  }

  @Override
  public String toString() {
    return result + " " + name;
  }

  /**
   * Reads the notation; declarations are ours, so a mistake is an {@link IllegalStateException}.
   */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Signature signature() {
      CsType result = type();
      String name = word();
      List<String> variables = new ArrayList<>();
      if (take('<')) {
        do {
          variables.add(word());
        } while (take(','));
        expect('>');
      }
      List<Parameter> parameters = new ArrayList<>();
      if (take('(') && !take(')')) {
        do {
          parameters.add(parameter());
        } while (take(','));
        expect(')');
      }
      return new Signature(result, name, variables, parameters);
    }

    private Parameter parameter() {
      boolean rest = takeWord("params");
      boolean out = takeWord("out");
      CsType type = type();
      String name = word();
      boolean optional = false;
      if (take('=')) {
        optional = true;
        word();
      }
      return new Parameter(name, type, optional, rest, out);
    }

    CsType type() {
      String name = take('[') && take(']') ? "[]" : word();
      List<CsType> arguments = new ArrayList<>();
      if (take('<')) {
        do {
          arguments.add(type());
        } while (take(','));
        expect('>');
      }
      CsType type = new CsType(name, arguments);
      while (take('[')) {
        expect(']');
        type = CsType.arrayOf(type);
      }
      return type;
    }

    private boolean takeWord(String word) {
      skipSpace();
      if (text.startsWith(word + " ", at)) {
        at += word.length();
        return true;
      }
      return false;
    }

    private String word() {
      skipSpace();
      int start = at;
      while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
        at++;
      }
      if (at == start) {
        throw new IllegalStateException("broken signature at " + at + ": " + text);
      }
      return text.substring(start, at);
    }

    private boolean take(char c) {
      skipSpace();
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char c) {
      if (!take(c)) {
        throw new IllegalStateException("expected " + c + " at " + at + ": " + text);
      }
    }

    private void skipSpace() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }
  }
}
