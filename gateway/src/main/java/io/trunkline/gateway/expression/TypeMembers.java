package io.trunkline.gateway.expression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The members of one type, each declared by its C# signature. */
public final class TypeMembers {
  /** The body of a member; {@code receiver} is null for static members. */
  @FunctionalInterface
  public interface Body {
    @Nullable Object invoke(@Nullable Object receiver, @Nullable Object[] arguments);
  }

  /** Takes what a method hands out through an {@code out} parameter. */
  public static final class Out {
    private @Nullable Object value;

    public void set(@Nullable Object newValue) {
      value = newValue;
    }

    @Nullable Object get() {
      return value;
    }
  }

  /** A lambda handed to a method. */
  @FunctionalInterface
  public interface Lambda {
    @Nullable Object call(@Nullable Object... arguments);

    default boolean test(@Nullable Object argument) {
      return Boolean.TRUE.equals(call(argument));
    }
  }

  record Member(Signature signature, Body body) {}

  private final CsType declaration;
  private final List<CsType> supertypes;
  private final Map<String, Member> properties = new HashMap<>();
  private final Map<String, Member> staticProperties = new HashMap<>();
  private final Map<String, List<Member>> methods = new HashMap<>();
  private final Map<String, List<Member>> staticMethods = new HashMap<>();
  private final List<Member> constructors = new ArrayList<>();
  private @Nullable Class<?> represented;

  private TypeMembers(CsType declaration, List<CsType> supertypes) {
    this.declaration = declaration;
    this.supertypes = supertypes;
  }

  /** Starts the table of a type, for example {@code type("List<T>", "IList<T>")}. */
  public static TypeMembers type(String declaration, String... supertypes) {
    List<CsType> parents = new ArrayList<>();
    for (String supertype : supertypes) {
      parents.add(Signature.type(supertype));
    }
    return new TypeMembers(Signature.type(declaration), List.copyOf(parents));
  }

  /** Says which Java class stands for the type at run time; casts and {@code is} need it. */
  public TypeMembers representedBy(Class<?> javaClass) {
    represented = javaClass;
    return this;
  }

  /** Adds a property, for example {@code "int Length"}. */
  public TypeMembers property(String signature, Function<Object, @Nullable Object> getter) {
    Member member = member(signature, (receiver, arguments) -> getter.apply(receiver));
    properties.put(member.signature().name(), member);
    return this;
  }

  /** Adds a method; an indexer is a method named {@code Item}. */
  public TypeMembers method(String signature, Body body) {
    add(methods, member(signature, body));
    return this;
  }

  public TypeMembers staticProperty(String signature, Supplier<Object> getter) {
    Member member = member(signature, (receiver, arguments) -> getter.get());
    staticProperties.put(member.signature().name(), member);
    return this;
  }

  public TypeMembers staticMethod(String signature, Function<Object[], @Nullable Object> body) {
    add(staticMethods, member(signature, (receiver, arguments) -> body.apply(arguments)));
    return this;
  }

  /** Adds a constructor; its name in the signature is {@code New}. */
  public TypeMembers constructor(String signature, Function<Object[], Object> body) {
    constructors.add(member(signature, (receiver, arguments) -> body.apply(arguments)));
    return this;
  }

  CsType declaration() {
    return declaration;
  }

  List<CsType> supertypes() {
    return supertypes;
  }

  @Nullable Class<?> represented() {
    return represented;
  }

  @Nullable Member property(String name) {
    return properties.get(name);
  }

  @Nullable Member staticProperty(String name) {
    return staticProperties.get(name);
  }

  List<Member> methods(String name) {
    return methods.getOrDefault(name, List.of());
  }

  List<Member> staticMethods(String name) {
    return staticMethods.getOrDefault(name, List.of());
  }

  List<Member> constructors() {
    return constructors;
  }

  private static Member member(String signature, Body body) {
    return new Member(Signature.parse(signature), body);
  }

  private static void add(Map<String, List<Member>> table, Member member) {
    table.computeIfAbsent(member.signature().name(), name -> new ArrayList<>()).add(member);
  }
}
